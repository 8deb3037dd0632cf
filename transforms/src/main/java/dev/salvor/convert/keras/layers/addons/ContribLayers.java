package dev.salvor.convert.keras.layers.addons;

import dev.salvor.convert.keras.layers.Activations;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.DataFormat;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.activation.SharedAxes;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;
import java.util.Map;

/** Layers of keras-contrib of a few lines (its layers, 2017 to 2020). */
public final class ContribLayers {
  private static final double EPSILON = 1e-7;

  private ContribLayers() {}

  /** By the name that {@code recipes.PackageLayers} gives them. */
  public static Map<String, LayerConverter> table() {
    return Map.of(
        "keras_contrib>CosineDense", ContribLayers::cosineDense,
        "keras_contrib>PELU", ContribLayers::pelu,
        "keras_contrib>SineReLU", ContribLayers::sineRelu,
        "keras_contrib>SubPixelUpscaling", ContribLayers::subPixels);
  }

  /** {@code max(epsilon (sin x - cos x), x)} (advanced_activations/sinerelu.py). */
  private static List<KerasTensor> sineRelu(LayerCall call) {
    KerasTensor x = call.input();
    Arithmetic math = new Arithmetic(call.graph());
    Tensor wave = math.sub(math.unary("Sin", x.tensor()), math.unary("Cos", x.tensor()));
    double epsilon = call.config().number("epsilon", 0.0025);
    return call.output(math.max(math.mul(wave, epsilon), x.tensor()), x.shape());
  }

  /**
   * {@code alpha / beta x} above 0, {@code alpha (exp(x / beta) - 1)} below
   * (advanced_activations/pelu.py).
   */
  private static List<KerasTensor> pelu(LayerCall call) {
    KerasTensor x = call.input();
    long[] dims = SharedAxes.parameterShape(call, x);
    Tensor alpha = call.weight("alpha", dims);
    Tensor beta = call.weight("beta", dims);
    Arithmetic math = new Arithmetic(call.graph());
    Tensor above = math.div(math.mul(math.relu(x.tensor()), alpha), beta);
    Tensor low = math.neg(math.relu(math.neg(x.tensor())));
    Tensor below = math.mul(alpha, math.sub(math.exp(math.div(low, beta)), 1));
    return call.output(math.add(below, above), x.shape());
  }

  /** Channels become pixels (convolutional/subpixelupscaling.py). */
  private static List<KerasTensor> subPixels(LayerCall call) {
    int scale = call.config().integer("scale_factor", 2);
    if (DataFormat.of(call).channelsFirst()) {
      throw call.refused("moves channels first, which its backends did differently");
    }
    KerasTensor x = call.input();
    long depth = x.shape().dim(-1);
    long square = (long) scale * scale;
    if (x.rank() != 4 || scale < 2 || depth == Shape.UNKNOWN || depth % square != 0) {
      throw call.refused("scales " + x.shape() + " by " + scale);
    }
    GraphBuilder graph = call.graph();
    Tensor pixels = graph.op("DepthToSpace").in(x.tensor()).attr("block_size", scale).out();
    Shape shape = x.shape().with(3, depth / square);
    for (int axis = 1; axis < 3; axis++) {
      shape = x.shape().known(axis) ? shape.with(axis, x.shape().dim(axis) * scale) : shape;
    }
    return call.unmasked(pixels, shape);
  }

  /** A dense layer divided by the lengths of input and kernel, bias included (core.py). */
  private static List<KerasTensor> cosineDense(LayerCall call) {
    KerasTensor x = call.input();
    long units = call.config().integer("units");
    boolean biased = call.config().flag("use_bias", true);
    Arithmetic math = new Arithmetic(call.graph());
    Tensor kernel = call.weight("kernel", x.shape().dim(-1), units);
    Tensor squares = math.sum(math.square(x.tensor()), true, x.rank() - 1);
    Tensor length = math.sqrt(math.add(squares, (biased ? 1 : 0) + EPSILON));
    Tensor columns = math.sum(math.square(kernel), false, 0);
    Tensor product = math.matmul(x.tensor(), kernel);
    if (biased) {
      Tensor bias = call.weight("bias", units);
      columns = math.add(columns, math.square(bias));
      product = math.add(product, bias);
    }
    Tensor lengths = math.mul(length, math.sqrt(math.add(columns, EPSILON)));
    KerasTensor cosine = KerasTensor.of(math.div(product, lengths), x.shape().with(-1, units));
    Tensor bent = Activations.of(call, "activation", cosine);
    return call.unmasked(bent, cosine.shape());
  }
}
