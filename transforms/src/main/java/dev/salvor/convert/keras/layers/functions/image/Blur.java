package dev.salvor.convert.keras.layers.functions.image;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;

/** Images convolved with fixed kernels, each channel by itself; batches, channels last. */
public final class Blur {
  private static final double[] SOBEL = {
    -1, -1, -2, 0, -1, 1, 0, -2, 0, 0, 0, 2, 1, -1, 2, 0, 1, 1,
  };

  private Blur() {}

  /**
   * By the outer product of two bell curves, that of the second size along the first axis
   * (keras/src/backend/tensorflow/image.py, gaussian_blur).
   */
  public static KerasTensor gaussian(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] size = call.has("kernel_size") ? call.integers("kernel_size") : new int[] {3, 3};
    if (size.length != 2 || size[0] < 1 || size[1] < 1 || !x.type().floating()) {
      throw call.layer().refused("blurs " + x.type().id() + " images");
    }
    double[] sigma = sigma(call);
    double[] first = bell(size[0], sigma[0]);
    double[] second = bell(size[1], sigma[1]);
    double[] kernel = new double[size[0] * size[1]];
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] = second[i / first.length] * first[i % first.length];
    }
    return KerasTensor.of(depthwise(call, x, kernel, size, 1, "SAME"), x.shape());
  }

  private static double[] sigma(FunctionCall call) {
    var given = call.constant("sigma");
    if (given.isMissingNode()) {
      return new double[] {1, 1};
    }
    boolean two = given.isArray() && given.size() == 2;
    if (!two && !given.isNumber()) {
      throw call.layer().refused("blurs by " + given);
    }
    return two
        ? new double[] {given.get(0).asDouble(), given.get(1).asDouble()}
        : new double[] {given.asDouble(), given.asDouble()};
  }

  /** A bell curve whose values add up to 1. */
  static double[] bell(int size, double sigma) {
    double[] curve = new double[size];
    double total = 0;
    for (int i = 0; i < size; i++) {
      double place = (i - (size - 1) / 2.0) / sigma;
      curve[i] = Math.exp(-0.5 * place * place);
      total += curve[i];
    }
    for (int i = 0; i < size; i++) {
      curve[i] /= total;
    }
    return curve;
  }

  /** {@code tf.image.sobel_edges}: differences down and across, along a new last axis. */
  public static KerasTensor sobel(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    GraphBuilder graph = call.graph();
    Tensor paddings = graph.apply("Reshape", graph.ints(0, 0, 1, 1, 1, 1, 0, 0), graph.ints(4, 2));
    Tensor padded = graph.op("MirrorPad").in(x.tensor()).in(paddings).attr("mode", "REFLECT").out();
    KerasTensor wide = KerasTensor.of(padded, x.shape());
    Tensor edges = depthwise(call, wide, SOBEL, new int[] {3, 3}, 2, "VALID");
    Tensor shape =
        call.math().concat(java.util.List.of(graph.apply("Shape", x.tensor()), graph.ints(2)), 0);
    return KerasTensor.of(graph.apply("Reshape", edges, shape), x.shape().append(2));
  }

  /**
   * @param kernel {@code (height, width, multiplier)}, the same for every channel
   */
  static Tensor depthwise(
      FunctionCall call,
      KerasTensor x,
      double[] kernel,
      int[] size,
      int multiplier,
      String padding) {
    if (!x.shape().known(-1)) {
      throw call.layer().refused("convolves images of unknown channels");
    }
    int channels = Math.toIntExact(x.shape().dim(-1));
    GraphBuilder graph = call.graph();
    Arithmetic math = call.math();
    Shape shape = Shape.of(size[0], size[1], 1, multiplier);
    Tensor one = graph.numbers(x.type(), shape, kernel);
    Tensor all = channels == 1 ? one : graph.apply("Tile", one, graph.ints(1, 1, channels, 1));
    return math.graph()
        .op("DepthwiseConv2dNative")
        .in(x.tensor())
        .in(all)
        .attr("strides", new int[] {1, 1, 1, 1})
        .attr("padding", padding)
        .out();
  }
}
