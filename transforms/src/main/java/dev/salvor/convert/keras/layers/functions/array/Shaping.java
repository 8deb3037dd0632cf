package dev.salvor.convert.keras.layers.functions.array;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.Dimensions;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.reduction.Reductions;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Functions that move values and change none. */
public final class Shaping {
  private Shaping() {}

  public static KerasTensor reshape(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Dimensions dims = Dimensions.of(call, "shape");
    Tensor reshaped = call.graph().apply("Reshape", x.tensor(), dims.vector());
    return KerasTensor.of(reshaped, inferred(x.shape(), dims.known()));
  }

  /** Fills in the one unknown size where all others and the elements are known. */
  private static Shape inferred(Shape from, Shape to) {
    long unknown = Arrays.stream(to.dims()).filter(dim -> dim < 0).count();
    if (unknown == 1 && from.rank() > 0) {
      long total = from.fullyKnown() ? from.elements() : Shape.UNKNOWN;
      long others = Arrays.stream(to.dims()).filter(dim -> dim >= 0).reduce(1, (a, b) -> a * b);
      for (int i = 0; i < to.rank(); i++) {
        if (!to.known(i) && total != Shape.UNKNOWN && others > 0) {
          return to.with(i, total / others);
        }
      }
    }
    return to;
  }

  public static KerasTensor ravel(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    return Joining.flat(call, x);
  }

  public static KerasTensor transpose(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] order =
        call.has("perm")
            ? call.axes("perm", x.rank())
            : IntStream.range(0, x.rank()).map(i -> x.rank() - 1 - i).toArray();
    return permuted(call, x, order);
  }

  private static KerasTensor permuted(FunctionCall call, KerasTensor x, int[] order) {
    int[] sorted = order.clone();
    Arrays.sort(sorted);
    if (!Arrays.equals(sorted, IntStream.range(0, x.rank()).toArray())) {
      throw call.layer().refused("cannot permute " + x.shape() + " by " + Arrays.toString(order));
    }
    Shape shape = Shape.of(IntStream.of(order).mapToLong(x.shape()::dim).toArray());
    return KerasTensor.of(call.math().transpose(x.tensor(), order), shape);
  }

  public static KerasTensor swapAxes(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] order = IntStream.range(0, x.rank()).toArray();
    int a = call.axis("axis1", 0, x.rank());
    int b = call.axis("axis2", 0, x.rank());
    order[a] = b;
    order[b] = a;
    return permuted(call, x, order);
  }

  public static KerasTensor moveAxis(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] source = call.axes("source", x.rank());
    int[] destination = call.axes("destination", x.rank());
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < x.rank(); i++) {
      int axis = i;
      if (IntStream.of(source).noneMatch(s -> s == axis)) {
        order.add(i);
      }
    }
    int[] sorted =
        IntStream.range(0, source.length)
            .boxed()
            .sorted((i, j) -> destination[i] - destination[j])
            .mapToInt(i -> i)
            .toArray();
    for (int i : sorted) {
      order.add(destination[i], source[i]);
    }
    return permuted(call, x, order.stream().mapToInt(Integer::intValue).toArray());
  }

  public static KerasTensor expandDims(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] axes = call.integers("axis");
    int rank = x.rank() + axes.length;
    int[] places = IntStream.of(axes).map(axis -> call.counted(axis, rank)).sorted().toArray();
    Tensor value = x.tensor();
    Shape shape = x.shape();
    for (int axis : places) {
      value = call.math().expand(value, axis);
      shape = shape.slice(0, axis).append(1).concat(shape.slice(axis, shape.rank()));
    }
    return KerasTensor.of(value, shape);
  }

  public static KerasTensor squeeze(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    String name = call.has("axis") ? "axis" : "squeeze_dims";
    boolean stated =
        (call.has(name) && call.constant(name).size() != 0) || call.constant(name).isNumber();
    int[] axes =
        stated
            ? call.axes(name, x.rank())
            : IntStream.range(0, x.rank()).filter(i -> x.shape().dim(i) == 1).toArray();
    if (axes.length == 0) {
      return x;
    }
    return KerasTensor.of(
        call.math().squeeze(x.tensor(), axes), Reductions.shape(x.shape(), axes, false));
  }

  public static KerasTensor broadcastTo(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Dimensions dims = Dimensions.of(call, "shape");
    Tensor wide = call.graph().apply("BroadcastTo", x.tensor(), dims.vector());
    Shape known = dims.known();
    for (int i = 1; i <= Math.min(known.rank(), x.rank()); i++) {
      if (!known.known(known.rank() - i) && x.shape().dim(-i) > 1) {
        known = known.with(known.rank() - i, x.shape().dim(-i));
      }
    }
    return KerasTensor.of(wide, known);
  }

  /** The shape at run time, a vector. */
  public static KerasTensor shape(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    ElementType type = call.type("out_type").orElse(ElementType.INT32);
    Tensor shape = call.graph().op("Shape").in(x.tensor()).attr("out_type", type).out();
    return KerasTensor.of(shape, Shape.of(x.rank()));
  }

  public static KerasTensor size(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    ElementType type = call.type("out_type").orElse(ElementType.INT32);
    Tensor size = call.graph().op("Size").in(x.tensor()).attr("out_type", type).out();
    return KerasTensor.of(size, Shape.SCALAR);
  }
}
