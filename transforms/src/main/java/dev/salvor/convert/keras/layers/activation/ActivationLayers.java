package dev.salvor.convert.keras.layers.activation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Activation layers without weights as formulas with arguments, so that they serve as layers and as
 * the {@code activation=} of other layers alike.
 */
public final class ActivationLayers {
  private static final Map<String, Formula> TABLE =
      Map.of(
          "LeakyReLU", ActivationLayers::leakyRelu,
          "ReLU", ActivationLayers::relu,
          "ELU", ActivationLayers::elu,
          "ThresholdedReLU", ActivationLayers::thresholdedRelu,
          "Softmax", ActivationLayers::softmax);

  private ActivationLayers() {}

  /** The formula of an activation layer by class name. */
  public static Optional<Formula> named(String className) {
    return Optional.ofNullable(TABLE.get(className));
  }

  /** Keras 3 calls the slope {@code negative_slope}, earlier versions {@code alpha}. */
  private static Tensor leakyRelu(Formula.Setting s, KerasTensor x) {
    LayerConfig arguments = s.arguments();
    double slope =
        arguments.has("negative_slope")
            ? arguments.number("negative_slope")
            : arguments.number("alpha", 0.3);
    return Formulas.leakyRelu(s.math(), Formulas.floats(s, x), slope);
  }

  private static Tensor relu(Formula.Setting s, KerasTensor x) {
    LayerConfig arguments = s.arguments();
    double slope = arguments.number("negative_slope", 0);
    double threshold = arguments.number("threshold", 0);
    return relu(
        s.math(),
        x.tensor(),
        slope,
        arguments.has("max_value") ? arguments.number("max_value") : Double.POSITIVE_INFINITY,
        threshold);
  }

  /**
   * {@code x} between threshold and {@code max}, {@code max} above it, {@code slope (x -
   * threshold)} below the threshold (keras/backend.py, relu).
   */
  public static Tensor relu(Arithmetic math, Tensor x, double slope, double max, double threshold) {
    boolean bounded = max != Double.POSITIVE_INFINITY;
    if (slope != 0 && !bounded && threshold == 0) {
      return Formulas.leakyRelu(math, x, slope);
    }
    Tensor above;
    if (threshold != 0) {
      above = math.mul(x, math.cast(math.greater(x, threshold), x.type()));
    } else {
      above = math.relu(x);
    }
    if (bounded) {
      above = math.clip(above, 0, max);
    }
    if (slope == 0) {
      return above;
    }
    Tensor below = math.relu(threshold == 0 ? math.neg(x) : math.sub(threshold, x));
    return math.sub(above, math.mul(below, slope));
  }

  private static Tensor elu(Formula.Setting s, KerasTensor x) {
    return Formulas.elu(s.math(), x.tensor(), s.arguments().number("alpha", 1));
  }

  private static Tensor thresholdedRelu(Formula.Setting s, KerasTensor x) {
    Arithmetic math = s.math();
    Tensor above = math.greater(x.tensor(), s.arguments().number("theta", 1));
    return math.mul(x.tensor(), math.cast(above, x.type()));
  }

  /** Over one axis or several; a mask is the layer's business. */
  private static Tensor softmax(Formula.Setting s, KerasTensor x) {
    JsonNode axis = s.arguments().node("axis");
    int[] axes = axis.isMissingNode() ? new int[] {-1} : s.arguments().integers("axis");
    int[] counted =
        IntStream.of(axes).map(a -> a < 0 ? a + x.rank() : a).sorted().distinct().toArray();
    if (IntStream.of(counted).anyMatch(a -> a < 0 || a >= x.rank())) {
      throw s.arguments().refused("axis " + axis + " of a tensor " + x.shape());
    }
    if (counted.length == 1) {
      return Formulas.softmax(s.math(), x, counted[0]);
    }
    Arithmetic math = s.math();
    Tensor shifted = math.sub(x.tensor(), math.reduce("Max", x.tensor(), true, counted));
    Tensor exp = math.exp(shifted);
    return math.div(exp, math.sum(exp, true, counted));
  }
}
