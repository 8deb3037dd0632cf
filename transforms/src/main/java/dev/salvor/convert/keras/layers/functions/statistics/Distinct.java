package dev.salvor.convert.keras.layers.functions.statistics;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The distinct values of a tensor, sorted (Keras 3.15, backend/tensorflow/numpy.py, unique). */
public final class Distinct {
  /** Columns that slices are sorted by, each an op of its own. */
  private static final int MOST = 64;

  private final FunctionCall call;
  private final Arithmetic math;
  private final GraphBuilder graph;

  private Distinct(FunctionCall call) {
    this.call = call;
    this.math = call.math();
    this.graph = call.graph();
  }

  /** Values, then what is asked for: where each came first, which of them each was, how often. */
  public static List<KerasTensor> of(FunctionCall call) {
    return new Distinct(call).results();
  }

  private List<KerasTensor> results() {
    KerasTensor x = call.tensor("x");
    boolean flat = !call.has("axis");
    int axis = flat ? 0 : call.axis("axis", 0, x.rank());
    Tensor given = flat ? math.reshape(x.tensor(), -1) : x.tensor();
    Shape shape = flat ? Shape.of(x.shape().elements()) : x.shape();
    List<Tensor> found = graph.op("UniqueWithCountsV2").in(given).in(graph.longs(axis)).outs();
    Tensor values = found.get(0);
    Tensor inverse = found.get(1);
    Tensor counts = found.get(2);
    Tensor total = Shapes.dim(graph, graph.apply("Shape", values), axis);
    Tensor length = Shapes.dim(graph, graph.apply("Shape", given), axis);
    Tensor range = graph.apply("Range", graph.intScalar(0), length, graph.intScalar(1));
    Tensor first = graph.apply("UnsortedSegmentMin", range, inverse, total);
    if (call.flag("sorted", true)) {
      Tensor order = order(values, shape, axis, total);
      values = picked(values, order, axis);
      first = picked(first, order, 0);
      counts = picked(counts, order, 0);
      inverse = picked(graph.apply("InvertPermutation", order), inverse, 0);
    }
    Integer size = call.has("size") ? (Integer) call.integer("size") : null;
    double fill = call.number("fill_value", 0);
    Shape line = Shape.of(size == null ? Shape.UNKNOWN : size);
    List<KerasTensor> results = new ArrayList<>();
    results.add(
        KerasTensor.of(
            sized(values, total, size, axis, shape.rank(), fill), shape.with(axis, line.dim(0))));
    if (call.flag("return_index", false)) {
      results.add(KerasTensor.of(sized(first, total, size, 0, 1, 1), line));
    }
    if (call.flag("return_inverse", false)) {
      Tensor actual = graph.apply("Shape", x.tensor());
      results.add(
          flat
              ? KerasTensor.of(graph.apply("Reshape", inverse, actual), x.shape())
              : KerasTensor.of(inverse, Shape.of(shape.dim(axis))));
    }
    if (call.flag("return_counts", false)) {
      results.add(KerasTensor.of(sized(counts, total, size, 0, 1, 0), line));
    }
    return results;
  }

  /** Slices by their first elements, those alike by the next: the last is sorted by first. */
  private Tensor order(Tensor values, Shape shape, int axis, Tensor total) {
    int columns = 1;
    for (int i = 0; i < shape.rank(); i++) {
      if (i != axis && (!shape.known(i) || shape.dim(i) * columns > MOST)) {
        throw call.layer().refused("sorts slices of " + shape);
      }
      columns *= i == axis ? 1 : Math.toIntExact(shape.dim(i));
    }
    int[] swap = IntStream.range(0, shape.rank()).toArray();
    swap[axis] = 0;
    swap[0] = axis;
    Tensor rows = math.reshape(math.transpose(values, swap), -1, columns);
    Tensor order = graph.apply("Range", graph.intScalar(0), total, graph.intScalar(1));
    for (int i = columns - 1; i >= 0; i--) {
      Tensor column = math.squeeze(math.slice(rows, new int[] {0, i}, new int[] {-1, 1}), 1);
      Tensor keys = math.neg(picked(column, order, 0));
      order = picked(order, graph.op("TopKV2").in(keys).in(total).outs().get(1), 0);
    }
    return order;
  }

  private Tensor picked(Tensor from, Tensor places, int axis) {
    return graph.apply("GatherV2", from, places, graph.intScalar(axis));
  }

  /** An axis cut, or filled up, to a fixed size. */
  private Tensor sized(
      Tensor x, Tensor total, @Nullable Integer size, int axis, int rank, double fill) {
    if (size == null) {
      return x;
    }
    Tensor kept = math.min(total, size);
    Tensor range = graph.apply("Range", graph.intScalar(0), kept, graph.intScalar(1));
    Tensor missing = math.sub(graph.intScalar(size), kept);
    List<Tensor> widths = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      widths.add(graph.intScalar(0));
      widths.add(i == axis ? missing : graph.intScalar(0));
    }
    Tensor paddings = math.reshape(graph.op("Pack").in(widths).out(), rank, 2);
    return graph.apply("PadV2", picked(x, range, axis), paddings, graph.scalarLike(x, fill));
  }
}
