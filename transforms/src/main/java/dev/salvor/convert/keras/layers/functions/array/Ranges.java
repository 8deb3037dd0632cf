package dev.salvor.convert.keras.layers.functions.array;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.Dimensions;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values between two tensors, equally far from each other; grids; one value everywhere. */
public final class Ranges {
  private Ranges() {}

  /** One value of the given shape. */
  public static KerasTensor full(FunctionCall call) {
    ElementType type = call.type("dtype").orElse(ElementType.FLOAT32);
    KerasTensor value = Promotion.cast(call, call.tensor("value", type), type);
    Dimensions shape = Dimensions.of(call, "shape");
    return KerasTensor.of(
        call.graph().apply("BroadcastTo", value.tensor(), shape.vector()), shape.known());
  }

  /** {@code num} values along a new axis, and the step where it is asked for. */
  public static List<KerasTensor> linear(FunctionCall call) {
    Space space = Space.of(call, Promotion.pair(call, "x", "y"));
    KerasTensor values = space.values(call);
    if (!call.flag("retstep", false)) {
      return List.of(values);
    }
    if (space.step() == null) {
      throw call.layer().refused("asks for the step between fewer than two values");
    }
    return List.of(values, KerasTensor.of(space.step(), space.shape()));
  }

  /** Powers of a base whose exponents are equally far from each other. */
  public static KerasTensor powers(FunctionCall call) {
    return powers(call, Promotion.pair(call, "x", "y"), call.number("base", 10));
  }

  private static KerasTensor powers(FunctionCall call, Promotion.Pair pair, double base) {
    KerasTensor exponents = Space.of(call, pair).values(call);
    Tensor tensor = exponents.tensor();
    Tensor result = call.graph().apply("Pow", call.graph().scalarLike(tensor, base), tensor);
    return KerasTensor.of(result, exponents.shape());
  }

  /** Values that grow by the same factor, with the sign of the first. */
  public static KerasTensor geometric(FunctionCall call) {
    KerasTensor start = call.tensor("x");
    ElementType type = call.type("dtype").orElse(ElementType.FLOAT32);
    Promotion.Pair pair =
        new Promotion.Pair(logarithm(call, start, type), logarithm(call, call.tensor("y"), type));
    KerasTensor sizes = powers(call, pair, 10);
    Arithmetic math = call.math();
    Tensor sign = math.unary("Sign", math.cast(start.tensor(), type));
    return KerasTensor.of(math.mul(sizes.tensor(), math.cast(sign, sizes.type())), sizes.shape());
  }

  private static KerasTensor logarithm(FunctionCall call, KerasTensor x, ElementType type) {
    Arithmetic math = call.math();
    Tensor size = math.cast(math.abs(x.tensor()), type);
    return KerasTensor.of(math.div(math.unary("Log", size), Math.log(10)), x.shape());
  }

  /** {@code num} values from start to stop, both included, along a new axis. */
  public static Tensor spaced(Arithmetic math, Tensor start, Tensor stop, int num, int axis) {
    Tensor from = math.expand(start, axis);
    if (num < 2) {
      return from;
    }
    Tensor to = math.expand(stop, axis);
    List<Tensor> parts = new ArrayList<>();
    parts.add(from);
    Tensor delta = math.div(math.sub(to, from), num - 1.0);
    for (int i = 1; i < num - 1; i++) {
      parts.add(math.add(from, math.mul(delta, i)));
    }
    parts.add(to);
    return math.concat(parts, axis);
  }

  /**
   * Where values lie.
   *
   * @param end the last value
   * @param step from one to the next; null where there are fewer than two
   */
  private record Space(
      Tensor start,
      Tensor end,
      @Nullable Tensor step,
      Shape shape,
      int num,
      int axis,
      ElementType type) {
    static final int MOST = 1 << 10;

    static Space of(FunctionCall call, Promotion.Pair pair) {
      ElementType own = pair.x().type();
      ElementType type = call.type("dtype").orElse(own.floating() ? own : ElementType.FLOAT32);
      int num = call.integer("num", 50);
      boolean whole = type == ElementType.INT32 || type == ElementType.INT64;
      if ((!type.floating() && !whole) || num < 1 || num > MOST) {
        throw call.layer().refused("makes " + num + " values of " + type.id());
      }
      Arithmetic math = call.math();
      Shape shape = pair.shape(call);
      ElementType computed = whole ? ElementType.FLOAT64 : type;
      Tensor start = math.cast(math.cast(pair.x().tensor(), type), computed);
      Tensor stop = math.cast(math.cast(pair.y().tensor(), type), computed);
      if (!pair.x().shape().equals(pair.y().shape())) {
        Tensor from = start;
        start = math.add(start, call.graph().apply("ZerosLike", stop));
        stop = math.add(stop, call.graph().apply("ZerosLike", from));
      }
      boolean closed = call.flag("endpoint", true);
      int steps = closed ? num - 1 : num;
      Tensor step = steps > 0 ? math.div(math.sub(stop, start), steps) : null;
      Tensor end = closed || num < 2 || step == null ? stop : math.sub(stop, step);
      int axis = call.counted(call.integer("axis", 0), shape.rank() + 1);
      return new Space(start, end, step, shape, num, axis, type);
    }

    KerasTensor values(FunctionCall call) {
      Shape result = shape.slice(0, axis).append(num).concat(shape.slice(axis, shape.rank()));
      Arithmetic math = call.math();
      Tensor values = spaced(math, start, end, num, axis);
      Tensor floor = type.floating() ? values : math.unary("Floor", values);
      return KerasTensor.of(math.cast(floor, type), result);
    }
  }

  /** Each vector along its own axis of a grid of all. */
  public static List<KerasTensor> mesh(FunctionCall call) {
    List<KerasTensor> given = call.tensors("x");
    Arithmetic math = call.math();
    GraphBuilder graph = call.graph();
    int count = given.size();
    boolean swapped = call.text("indexing", "xy").equals("xy") && count > 1;
    List<Tensor> spread = new ArrayList<>();
    Shape shape = Shape.SCALAR;
    for (int i = 0; i < count; i++) {
      int own = swapped && i < 2 ? 1 - i : i;
      int[] dims = new int[count];
      java.util.Arrays.fill(dims, 1);
      dims[own] = -1;
      spread.add(math.reshape(given.get(i).tensor(), dims));
      shape = shape.append(given.get(own).shape().elements());
    }
    List<Tensor> sizes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sizes.add(graph.apply("Size", given.get(swapped && i < 2 ? 1 - i : i).tensor()));
    }
    Tensor grid = graph.op("Pack").in(sizes).out();
    Shape known = shape;
    return spread.stream()
        .map(x -> KerasTensor.of(graph.apply("BroadcastTo", x, grid), known))
        .toList();
  }
}
