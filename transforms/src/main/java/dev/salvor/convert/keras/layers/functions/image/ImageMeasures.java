package dev.salvor.convert.keras.layers.functions.image;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/** How alike two images are (tensorflow/python/ops/image_ops_impl.py). */
public final class ImageMeasures {
  private ImageMeasures() {}

  private static KerasTensor image(FunctionCall call, String name, ElementType type) {
    KerasTensor x = call.tensor(name, type);
    return KerasTensor.of(
        Adjusting.converted(call, x.tensor(), ElementType.FLOAT32, false), x.shape());
  }

  private static Tensor peak(FunctionCall call, ElementType type) {
    Tensor peak = call.math().cast(call.tensor("peak", type).tensor(), type);
    return Adjusting.converted(call, peak, ElementType.FLOAT32, false);
  }

  /** Peak signal to noise ratio of each image in decibels. */
  public static KerasTensor psnr(FunctionCall call) {
    ElementType type = call.tensor("x").type();
    KerasTensor x = image(call, "x", type);
    KerasTensor y = image(call, "y", type);
    Tensor peak = peak(call, type);
    Arithmetic math = call.math();
    int rank = x.rank();
    Tensor squares = call.graph().apply("SquaredDifference", x.tensor(), y.tensor());
    Tensor error = math.mean(squares, false, rank - 3, rank - 2, rank - 1);
    Tensor signal = math.div(math.mul(math.unary("Log", peak), 20), Math.log(10));
    Tensor noise = math.mul(math.unary("Log", error), 10 / Math.log(10));
    return KerasTensor.of(math.sub(signal, noise), x.shape().slice(0, rank - 3));
  }

  /** Structural similarity: a mean over windows, or each of them, and over channels. */
  public static KerasTensor ssim(FunctionCall call) {
    ElementType type = call.tensor("x").type();
    KerasTensor x = image(call, "x", type);
    KerasTensor y = image(call, "y", type);
    boolean map = call.flag("map", false);
    Arithmetic math = call.math();
    Similarity each = Similarity.of(call, x, y, peak(call, type));
    Tensor product = math.mul(each.luminance(), each.structure());
    int rank = x.rank();
    if (map) {
      return KerasTensor.of(math.mean(product, false, rank - 1), each.shape().slice(0, rank - 1));
    }
    Tensor channels = math.mean(product, false, rank - 3, rank - 2);
    return KerasTensor.of(math.mean(channels, false, rank - 3), x.shape().slice(0, rank - 3));
  }

  /** The product of similarities at scales that are halves of each other. */
  public static KerasTensor multiscale(FunctionCall call) {
    ElementType type = call.tensor("x").type();
    KerasTensor x = image(call, "x", type);
    KerasTensor y = image(call, "y", type);
    Tensor peak = peak(call, type);
    double[] powers = powers(call);
    if (x.rank() != 4) {
      throw call.layer().refused("compares " + x.shape() + " at several scales");
    }
    Arithmetic math = call.math();
    List<Tensor> scales = new ArrayList<>();
    for (int i = 0; i < powers.length; i++) {
      x = i == 0 ? x : halved(call, x);
      y = i == 0 ? y : halved(call, y);
      Similarity each = Similarity.of(call, x, y, peak);
      boolean last = i == powers.length - 1;
      Tensor part = last ? math.mul(each.luminance(), each.structure()) : each.structure();
      scales.add(math.relu(math.mean(part, false, 1, 2)));
    }
    Tensor all = call.graph().op("Pack").in(scales).attr("axis", 2).out();
    Tensor weights = call.graph().numbers(ElementType.FLOAT32, Shape.of(powers.length), powers);
    Tensor product = math.reduce("Prod", call.graph().apply("Pow", all, weights), false, 2);
    return KerasTensor.of(math.mean(product, false, 1), x.shape().slice(0, 1));
  }

  private static double[] powers(FunctionCall call) {
    if (!call.has("powers")) {
      return new double[] {0.0448, 0.2856, 0.3001, 0.2363, 0.1333};
    }
    List<Double> powers = new ArrayList<>();
    call.constant("powers").forEach(power -> powers.add(power.asDouble()));
    return powers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Means of two by two pixels; an odd side is mirrored by one. */
  private static KerasTensor halved(FunctionCall call, KerasTensor x) {
    if (!x.shape().known(1) || !x.shape().known(2)) {
      throw call.layer().refused("halves images of unknown size");
    }
    GraphBuilder graph = call.graph();
    int[] odd = {(int) (x.shape().dim(1) % 2), (int) (x.shape().dim(2) % 2)};
    Tensor pairs = call.math().reshape(graph.ints(0, 0, 0, odd[0], 0, odd[1], 0, 0), 4, 2);
    Tensor even = graph.op("MirrorPad").in(x.tensor()).in(pairs).attr("mode", "SYMMETRIC").out();
    Tensor half =
        graph
            .op("AvgPool")
            .in(even)
            .attr("ksize", List.of(1, 2, 2, 1))
            .attr("strides", List.of(1, 2, 2, 1))
            .attr("padding", "VALID")
            .out();
    Shape shape =
        x.shape().with(1, (x.shape().dim(1) + odd[0]) / 2).with(2, (x.shape().dim(2) + odd[1]) / 2);
    return KerasTensor.of(half, shape);
  }
}
