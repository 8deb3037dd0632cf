package dev.salvor.convert.keras.layers.functions.array;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Values repeated, reversed and rolled. */
public final class Repeating {
  private Repeating() {}

  public static KerasTensor tile(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] given = call.integers("repeats");
    int rank = Math.max(given.length, x.rank());
    Tensor value = x.tensor();
    Shape shape = x.shape();
    while (shape.rank() < rank) {
      value = call.math().expand(value, 0);
      shape = Shape.of(1).concat(shape);
    }
    int[] multiples = new int[rank];
    Arrays.fill(multiples, 1);
    System.arraycopy(given, 0, multiples, rank - given.length, given.length);
    for (int i = 0; i < rank; i++) {
      shape = shape.known(i) ? shape.with(i, shape.dim(i) * multiples[i]) : shape;
    }
    return KerasTensor.of(call.graph().apply("Tile", value, call.graph().ints(multiples)), shape);
  }

  public static KerasTensor repeat(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] each = call.integers("repeats");
    if (each.length != 1) {
      return each(call, x, each);
    }
    int times = each[0];
    if (!call.has("axis")) {
      Shape flat = Shape.of(x.shape().elements());
      Tensor value = call.math().repeat(call.math().reshape(x.tensor(), -1), flat, 0, times);
      return KerasTensor.of(value, flat.known(0) ? Shape.of(flat.dim(0) * times) : flat);
    }
    int axis = call.axis("axis", 0, x.rank());
    Shape shape = x.shape();
    return KerasTensor.of(
        call.math().repeat(x.tensor(), shape, axis, times),
        shape.known(axis) ? shape.with(axis, shape.dim(axis) * times) : shape);
  }

  /** Each element of an axis as often as its own number says. */
  private static KerasTensor each(FunctionCall call, KerasTensor x, int[] times) {
    boolean flat = !call.has("axis");
    KerasTensor value = flat ? Joining.flat(call, x) : x;
    int axis = flat ? 0 : call.axis("axis", 0, x.rank());
    if (value.shape().dim(axis) != times.length) {
      throw call.layer().refused("repeats " + x.shape() + " by " + times.length + " numbers");
    }
    int[] places =
        IntStream.range(0, times.length)
            .flatMap(i -> IntStream.generate(() -> i).limit(Math.max(0, times[i])))
            .toArray();
    GraphBuilder graph = call.graph();
    Tensor repeated =
        graph.apply("GatherV2", value.tensor(), graph.ints(places), graph.intScalar(axis));
    return KerasTensor.of(repeated, value.shape().with(axis, places.length));
  }

  public static KerasTensor reverse(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] axes = call.axes("axis", x.rank());
    return KerasTensor.of(
        call.graph().apply("ReverseV2", x.tensor(), call.graph().ints(axes)), x.shape());
  }

  public static KerasTensor roll(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] shift = call.integers("shift");
    GraphBuilder graph = call.graph();
    if (!call.has("axis")) {
      Tensor flat = call.math().reshape(x.tensor(), -1);
      Tensor rolled = graph.apply("Roll", flat, graph.ints(shift), graph.ints(0));
      return KerasTensor.of(
          graph.apply("Reshape", rolled, graph.apply("Shape", x.tensor())), x.shape());
    }
    int[] axes = call.axes("axis", x.rank());
    if (axes.length != shift.length) {
      throw call.layer().refused("rolls " + axes.length + " axes by " + shift.length + " shifts");
    }
    return KerasTensor.of(
        graph.apply("Roll", x.tensor(), graph.ints(shift), graph.ints(axes)), x.shape());
  }
}
