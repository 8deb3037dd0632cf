package dev.salvor.convert.keras.layers.preprocessing;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;

/** The part of an image, or the margins around it, that fit a size, computed at run time. */
final class RunTimeWindow {
  private final GraphBuilder graph;
  private final Arithmetic math;
  private final KerasTensor x;
  private final int height;
  private final int width;
  private final Tensor high;
  private final Tensor wide;

  RunTimeWindow(LayerCall call, KerasTensor x, int height, int width) {
    this.graph = call.graph();
    this.math = new Arithmetic(graph);
    this.x = x;
    this.height = height;
    this.width = width;
    Tensor shape = graph.apply("Shape", x.tensor());
    this.high = Shapes.dim(graph, shape, 1);
    this.wide = Shapes.dim(graph, shape, 2);
  }

  /** {@code int(float(a * b) / c)}, as Keras computes it. */
  private Tensor share(Tensor a, int b, int c) {
    Tensor product = math.cast(math.mul(a, b), ElementType.FLOAT32);
    return math.cast(math.div(product, c), ElementType.INT32);
  }

  KerasTensor cropped() {
    return cut(cropHeight(), cropWidth());
  }

  private Tensor cropHeight() {
    return math.max(math.min(high, share(wide, height, width)), 1);
  }

  private Tensor cropWidth() {
    return math.max(math.min(wide, share(high, width, height)), 1);
  }

  /** As large as the target where the image is no smaller, else as {@link #cropped}. */
  KerasTensor centered() {
    Tensor tall = graph.apply("GreaterEqual", high, graph.intScalar(height));
    Tensor broad = graph.apply("GreaterEqual", wide, graph.intScalar(width));
    Tensor larger = math.and(tall, broad);
    return cut(
        math.where(larger, graph.intScalar(height), cropHeight()),
        math.where(larger, graph.intScalar(width), cropWidth()));
  }

  private KerasTensor cut(Tensor tall, Tensor broad) {
    Tensor top = half(math.sub(high, tall));
    Tensor left = half(math.sub(wide, broad));
    Tensor zero = graph.intScalar(0);
    Tensor all = graph.intScalar(-1);
    Tensor part =
        graph.apply(
            "Slice",
            x.tensor(),
            graph.op("Pack").in(List.of(zero, top, left, zero)).out(),
            graph.op("Pack").in(List.of(all, tall, broad, all)).out());
    return KerasTensor.of(part, unknown());
  }

  private Tensor half(Tensor value) {
    return graph.apply("FloorDiv", value, graph.intScalar(2));
  }

  private Shape unknown() {
    return x.shape().with(1, Shape.UNKNOWN).with(2, Shape.UNKNOWN);
  }

  KerasTensor padded(double fill) {
    Tensor tall = math.max(high, share(wide, height, width));
    Tensor broad = math.max(wide, share(high, width, height));
    Tensor top = half(math.sub(tall, high));
    Tensor left = half(math.sub(broad, wide));
    Tensor zero = graph.intScalar(0);
    Tensor flat = graph.op("Pack").in(List.of(zero, zero, top, top, left, left, zero, zero)).out();
    Tensor margins = graph.apply("Reshape", flat, graph.ints(4, 2));
    Tensor value = graph.scalarLike(x.tensor(), fill);
    return KerasTensor.of(graph.apply("PadV2", x.tensor(), margins, value), unknown());
  }
}
