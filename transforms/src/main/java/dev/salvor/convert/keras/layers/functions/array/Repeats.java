package dev.salvor.convert.keras.layers.functions.array;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.functions.call.Dimensions;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;

/** {@code tf.tile} and {@code tf.repeat}, whose counts may be computed. */
public final class Repeats {
  private Repeats() {}

  public static KerasTensor tile(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Dimensions times = Dimensions.of(call, "repeats");
    if (times.known().rank() != x.rank()) {
      throw call.layer().refused("tiles " + x.shape() + " by " + times.known());
    }
    Shape shape = x.shape();
    for (int i = 0; i < shape.rank(); i++) {
      boolean known = shape.known(i) && times.known().known(i);
      shape = shape.with(i, known ? shape.dim(i) * times.known().dim(i) : Shape.UNKNOWN);
    }
    return KerasTensor.of(call.graph().apply("Tile", x.tensor(), times.vector()), shape);
  }

  /**
   * Each element of an axis as often as its count says (tensorflow/python/ops/array_ops.py,
   * repeat_with_axis); without an axis the values are flat.
   */
  public static KerasTensor repeat(FunctionCall call) {
    KerasTensor given = call.tensor("x");
    Arithmetic math = call.math();
    GraphBuilder graph = call.graph();
    boolean flat = !call.has("axis") || given.rank() == 0;
    KerasTensor x =
        flat
            ? KerasTensor.of(math.reshape(given.tensor(), -1), Shape.of(given.shape().elements()))
            : given;
    int axis = flat ? 0 : call.axis("axis", 0, x.rank());
    KerasTensor times = call.tensor("repeats", ElementType.INT32);
    if (times.rank() > 1) {
      throw call.layer().refused("repeats by counts " + times.shape());
    }
    Tensor length = Shapes.dim(graph, graph.apply("Shape", x.tensor()), axis);
    Tensor counts =
        graph.apply(
            "BroadcastTo",
            math.cast(times.tensor(), ElementType.INT32),
            graph.op("Pack").in(List.of(length)).out());
    Tensor ends = graph.apply("Cumsum", counts, graph.intScalar(0));
    Tensor total = math.sum(counts, false, 0);
    Tensor places = graph.apply("Range", graph.intScalar(0), total, graph.intScalar(1));
    Tensor from =
        math.squeeze(graph.apply("UpperBound", math.expand(ends, 0), math.expand(places, 0)), 0);
    Tensor repeated = graph.apply("GatherV2", x.tensor(), from, graph.intScalar(axis));
    boolean fixed = !call.isTensor("repeats") && x.shape().known(axis);
    return KerasTensor.of(
        repeated, x.shape().with(axis, fixed ? total(call, x.shape().dim(axis)) : Shape.UNKNOWN));
  }

  private static long total(FunctionCall call, long length) {
    int[] counts = call.integers("repeats");
    long total = 0;
    for (int count : counts) {
      total += count;
    }
    return counts.length == 1 ? total * length : total;
  }
}
