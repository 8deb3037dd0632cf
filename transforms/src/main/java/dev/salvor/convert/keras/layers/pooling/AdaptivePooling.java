package dev.salvor.convert.keras.layers.pooling;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.DataFormat;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Pooling to a fixed number of places: place i covers the input from {@code floor(i n / m)} to
 * {@code ceil((i + 1) n / m)} along each axis (Keras 3.12 and later).
 */
public final class AdaptivePooling implements LayerConverter {
  private final int axes;
  private final boolean max;

  public AdaptivePooling(int axes, boolean max) {
    this.axes = axes;
    this.max = max;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    int[] sizes = call.config().integers("output_size", axes);
    DataFormat format = DataFormat.of(call);
    GraphBuilder graph = call.graph();
    KerasTensor pooled = pooled(graph, format.toLast(graph, call.input()), sizes);
    KerasTensor result = format.fromLast(graph, pooled);
    return call.unmasked(result.tensor(), result.shape());
  }

  /**
   * @param x channels last
   * @param sizes places an axis
   */
  public KerasTensor pooled(GraphBuilder graph, KerasTensor x, int[] sizes) {
    Tensor value = x.tensor();
    Shape shape = x.shape();
    for (int i = 0; i < axes; i++) {
      int axis = 1 + i;
      value =
          shape.known(axis)
              ? along(graph, value, shape, axis, sizes[i])
              : alongUnknown(graph, value, shape.rank(), axis, sizes[i]);
      shape = shape.with(axis, sizes[i]);
    }
    return KerasTensor.of(value, shape);
  }

  /** The same places, computed from the size at run time. */
  private Tensor alongUnknown(GraphBuilder graph, Tensor x, int rank, int axis, int places) {
    Arithmetic math = new Arithmetic(graph);
    Tensor length = Shapes.dim(graph, graph.apply("Shape", x), axis);
    Tensor count = graph.intScalar(places);
    List<Tensor> parts = new ArrayList<>();
    for (int i = 0; i < places; i++) {
      Tensor from = graph.apply("FloorDiv", math.mul(length, i), count);
      Tensor to = graph.apply("FloorDiv", math.add(math.mul(length, i + 1), places - 1), count);
      List<Tensor> begin = new ArrayList<>();
      List<Tensor> size = new ArrayList<>();
      for (int j = 0; j < rank; j++) {
        begin.add(j == axis ? from : graph.intScalar(0));
        size.add(j == axis ? math.sub(to, from) : graph.intScalar(-1));
      }
      Tensor cut =
          graph.apply(
              "Slice", x, graph.op("Pack").in(begin).out(), graph.op("Pack").in(size).out());
      parts.add(math.reduce(max ? "Max" : "Mean", cut, true, axis));
    }
    return math.concat(parts, axis);
  }

  private Tensor along(GraphBuilder graph, Tensor x, Shape shape, int axis, int places) {
    Arithmetic math = new Arithmetic(graph);
    int length = Math.toIntExact(shape.dim(axis));
    List<Tensor> parts = new ArrayList<>();
    for (int i = 0; i < places; i++) {
      int from = Math.toIntExact((long) i * length / places);
      int to = Math.toIntExact(((long) (i + 1) * length + places - 1) / places);
      int[] begin = new int[shape.rank()];
      int[] size = new int[shape.rank()];
      Arrays.fill(size, -1);
      begin[axis] = from;
      size[axis] = to - from;
      parts.add(math.reduce(max ? "Max" : "Mean", math.slice(x, begin, size), true, axis));
    }
    return math.concat(parts, axis);
  }
}
