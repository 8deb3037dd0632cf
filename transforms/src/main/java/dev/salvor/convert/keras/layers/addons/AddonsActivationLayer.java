package dev.salvor.convert.keras.layers.addons;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.activation.Formulas;
import dev.salvor.finding.ArtifactException;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Activations of TensorFlow Addons that are layers: GELU, Sparsemax, Snake, TLU, Maxout
 * (tensorflow_addons 0.14 and 0.23, layers).
 */
public final class AddonsActivationLayer implements LayerConverter {
  private static final Map<String, BiFunction<LayerCall, KerasTensor, KerasTensor>> TABLE =
      Map.of(
          "Addons>GELU", AddonsActivationLayer::gelu,
          "Addons>Sparsemax", AddonsActivationLayer::sparsemax,
          "Addons>Snake", AddonsActivationLayer::snake,
          "Addons>TLU", AddonsActivationLayer::tlu,
          "Addons>Maxout", AddonsActivationLayer::maxout);

  /** Those that hand no mask on. */
  private static final List<String> MASKLESS = List.of("Addons>Snake", "Addons>Maxout");

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    BiFunction<LayerCall, KerasTensor, KerasTensor> formula = TABLE.get(call.className());
    if (formula == null) {
      throw call.refused("is no activation of TensorFlow Addons");
    }
    KerasTensor result = formula.apply(call, call.input());
    return MASKLESS.contains(call.className())
        ? call.unmasked(result.tensor(), result.shape())
        : call.output(result.tensor(), result.shape());
  }

  private static KerasTensor gelu(LayerCall call, KerasTensor x) {
    boolean approximate = call.config().flag("approximate", true);
    Tensor gelu = Formulas.gelu(new Arithmetic(call.graph()), x.tensor(), approximate);
    return KerasTensor.of(gelu, x.shape());
  }

  private static KerasTensor sparsemax(LayerCall call, KerasTensor x) {
    int axis = axis(call, call.config().integer("axis", -1), x);
    Tensor projected = Formulas.sparsemax(new Arithmetic(call.graph()), x, axis);
    return KerasTensor.of(projected, x.shape());
  }

  /** {@code x + (1 - cos(2 f x)) / (2 f)} with a trained frequency. */
  private static KerasTensor snake(LayerCall call, KerasTensor x) {
    Tensor frequency = call.weight("frequency");
    Arithmetic math = new Arithmetic(call.graph());
    return KerasTensor.of(Formulas.snake(math, x.tensor(), frequency), x.shape());
  }

  /** {@code max(x, tau)}, or {@code max(x, alpha x + tau)}; a number for each element. */
  private static KerasTensor tlu(LayerCall call, KerasTensor x) {
    long[] dims = x.shape().slice(1, x.rank()).dims();
    Arithmetic math = new Arithmetic(call.graph());
    Tensor limit = call.weight("tau", dims);
    if (call.config().flag("affine", false)) {
      limit = math.add(limit, math.mul(call.weight("alpha", dims), x.tensor()));
    }
    return KerasTensor.of(math.max(x.tensor(), limit), x.shape());
  }

  /** The greatest of each group of channels; a group is what lies {@code num_units} apart. */
  private static KerasTensor maxout(LayerCall call, KerasTensor x) {
    int units = call.config().integer("num_units");
    int axis = axis(call, call.config().integer("axis", -1), x);
    long channels = x.shape().dim(axis);
    Shape rest = x.shape().slice(1, x.rank());
    if (axis == 0 || !rest.fullyKnown() || units < 1 || channels % units != 0) {
      throw call.refused("makes " + units + " units of " + x.shape());
    }
    Shape split =
        x.shape()
            .slice(0, axis)
            .append(channels / units, units)
            .concat(x.shape().slice(axis + 1, x.rank()));
    int[] dims = new int[split.rank()];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = i == 0 ? -1 : Math.toIntExact(split.dim(i));
    }
    Arithmetic math = new Arithmetic(call.graph());
    Tensor grouped = math.reshape(x.tensor(), dims);
    return KerasTensor.of(math.reduce("Max", grouped, false, axis), x.shape().with(axis, units));
  }

  private static int axis(LayerCall call, int axis, KerasTensor x) {
    int counted = axis < 0 ? axis + x.rank() : axis;
    if (counted < 0 || counted >= x.rank()) {
      throw refused(call, axis, x);
    }
    return counted;
  }

  private static ArtifactException refused(LayerCall call, int axis, KerasTensor x) {
    return call.refused("has axis " + axis + " for an input " + x.shape());
  }
}
