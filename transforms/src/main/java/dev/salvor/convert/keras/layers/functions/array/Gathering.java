package dev.salvor.convert.keras.layers.functions.array;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.convert.keras.layers.functions.reduction.Reductions;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.stream.IntStream;

/** Functions that pick values by index. */
public final class Gathering {
  private Gathering() {}

  /** NumPy's take: negative indices count from the end, without an axis the array is flat. */
  public static KerasTensor take(FunctionCall call) {
    KerasTensor given = call.tensor("x");
    boolean flat = !call.has("axis");
    KerasTensor x =
        flat
            ? KerasTensor.of(
                call.math().reshape(given.tensor(), -1), Shape.of(given.shape().elements()))
            : given;
    int axis = flat ? 0 : call.axis("axis", 0, x.rank());
    KerasTensor indices = positive(call, call.tensor("indices"), x, axis);
    Tensor picked =
        call.graph().apply("GatherV2", x.tensor(), indices.tensor(), call.graph().intScalar(axis));
    Shape shape =
        x.shape()
            .slice(0, axis)
            .concat(indices.shape())
            .concat(x.shape().slice(axis + 1, x.rank()));
    return KerasTensor.of(picked, shape);
  }

  private static KerasTensor positive(
      FunctionCall call, KerasTensor indices, KerasTensor x, int axis) {
    ElementType type = indices.type();
    if (type != ElementType.INT32 && type != ElementType.INT64) {
      indices = Promotion.cast(call, indices, ElementType.INT32);
    }
    Arithmetic math = call.math();
    Tensor length = Shapes.dim(call.graph(), call.graph().apply("Shape", x.tensor()), axis);
    Tensor moved = math.add(indices.tensor(), math.cast(length, indices.type()));
    Tensor positive = math.where(math.less(indices.tensor(), 0), moved, indices.tensor());
    return KerasTensor.of(positive, indices.shape());
  }

  /** Picks along one axis by indices of the same rank. */
  public static KerasTensor takeAlongAxis(FunctionCall call) {
    boolean flat = call.none("axis");
    KerasTensor x = flat ? Joining.flat(call, call.tensor("x")) : call.tensor("x");
    KerasTensor indices = call.tensor("indices");
    int axis = flat ? 0 : call.axis("axis", -1, x.rank());
    if (indices.rank() != x.rank()) {
      throw call.layer().refused("takes along an axis with indices of another rank");
    }
    KerasTensor places = positive(call, indices, x, axis);
    int last = x.rank() - 1;
    int[] swap = IntStream.rangeClosed(0, last).toArray();
    swap[axis] = last;
    swap[last] = axis;
    Arithmetic math = call.math();
    Tensor picked =
        call.graph()
            .op("GatherV2")
            .in(math.transpose(x.tensor(), swap))
            .in(math.transpose(places.tensor(), swap))
            .in(call.graph().intScalar(last))
            .attr("batch_dims", last)
            .out();
    return KerasTensor.of(math.transpose(picked, swap), indices.shape());
  }

  public static KerasTensor oneHot(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int depth = call.integer("depth");
    ElementType type = call.type("dtype").orElse(ElementType.FLOAT32);
    int axis = call.counted(call.integer("axis", -1), x.rank() + 1);
    GraphBuilder graph = call.graph();
    Tensor on = graph.scalar(type, call.number("on_value", 1));
    Tensor off = graph.scalar(type, call.number("off_value", 0));
    boolean index = x.type() == ElementType.INT32 || x.type() == ElementType.INT64;
    Tensor ids = index ? x.tensor() : call.math().cast(x.tensor(), ElementType.INT64);
    Tensor encoded =
        graph
            .op("OneHot")
            .in(ids)
            .in(graph.intScalar(depth))
            .in(on)
            .in(off)
            .attr("axis", axis == x.rank() ? -1 : axis)
            .out();
    Shape shape = x.shape().slice(0, axis).append(depth).concat(x.shape().slice(axis, x.rank()));
    return KerasTensor.of(encoded, shape);
  }

  /** 1 where any index of the axis names the place. */
  public static KerasTensor multiHot(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int depth = call.integer("depth");
    ElementType type = call.type("dtype").orElse(ElementType.FLOAT32);
    int given = call.integer("axis", -1);
    int axis = x.rank() > 1 ? 1 : 0;
    if (given != -1 && given != x.rank() - 1) {
      throw call.layer().refused("has axis " + given + ", which is not supported");
    }
    GraphBuilder graph = call.graph();
    Tensor encoded =
        graph
            .op("OneHot")
            .in(call.math().cast(x.tensor(), ElementType.INT64))
            .in(graph.intScalar(depth))
            .in(graph.scalar(type, 1))
            .in(graph.scalar(type, 0))
            .out();
    Shape shape = x.shape().append(depth);
    return KerasTensor.of(
        call.math().reduce("Max", encoded, false, axis),
        Reductions.shape(shape, new int[] {axis}, false));
  }
}
