package dev.salvor.convert.keras.layers.functions.statistics;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.convert.keras.layers.functions.reduction.Reductions;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.Tensor;

/** Reductions that leave out what is not a number (Keras 3.13 and later). */
public final class NanReductions {
  private NanReductions() {}

  /** A reduction over the numbers, with {@code neutral} in the place of the others. */
  public static FunctionBody.Single of(String op, double neutral) {
    FunctionBody.Single plain = Reductions.of(op);
    boolean extreme = op.equals("Max") || op.equals("Min");
    return call -> {
      KerasTensor x = call.tensor("x");
      if (!x.type().floating()) {
        boolean any = extreme && x.type() == ElementType.BOOL;
        return any
            ? Reductions.of(op.equals("Max") ? "Any" : "All").apply(call)
            : plain.apply(call);
      }
      int[] axes = call.axes("axis", x.rank());
      boolean keep = call.flag("keepdims", false);
      Arithmetic math = call.math();
      Tensor result = math.reduce(op, replaced(math, x.tensor(), neutral), keep, axes);
      if (extreme) {
        Tensor none = math.reduce("All", math.unary("IsNan", x.tensor()), keep, axes);
        result = math.where(none, math.graph().scalarLike(result, Double.NaN), result);
      }
      return KerasTensor.of(result, Reductions.shape(x.shape(), axes, keep));
    };
  }

  private static Tensor replaced(Arithmetic math, Tensor x, double value) {
    return math.where(math.unary("IsNan", x), math.graph().scalarLike(x, value), x);
  }

  public static KerasTensor mean(FunctionCall call) {
    KerasTensor x = Promotion.floating(call, "x");
    int[] axes = call.axes("axis", x.rank());
    boolean keep = call.flag("keepdims", false);
    return KerasTensor.of(
        mean(call.math(), x.tensor(), keep, axes), Reductions.shape(x.shape(), axes, keep));
  }

  private static Tensor mean(Arithmetic math, Tensor x, boolean keep, int... axes) {
    return math.div(math.sum(replaced(math, x, 0), keep, axes), count(math, x, keep, axes));
  }

  private static Tensor count(Arithmetic math, Tensor x, boolean keep, int... axes) {
    Tensor numbers = math.not(math.unary("IsNan", x));
    return math.sum(math.cast(numbers, x.type()), keep, axes);
  }

  public static FunctionBody.Single spread(boolean root) {
    return call -> {
      KerasTensor x = Promotion.floating(call, "x");
      int[] axes = call.axes("axis", x.rank());
      boolean keep = call.flag("keepdims", false);
      Arithmetic math = call.math();
      Tensor centered = math.sub(x.tensor(), mean(math, x.tensor(), true, axes));
      Tensor squares = math.square(replaced(math, centered, 0));
      Tensor variance =
          math.div(math.sum(squares, keep, axes), count(math, x.tensor(), keep, axes));
      return KerasTensor.of(
          root ? math.sqrt(variance) : variance, Reductions.shape(x.shape(), axes, keep));
    };
  }

  /** Where the extreme lies; -1 where there is no number. */
  public static FunctionBody.Single position(String op, double neutral) {
    return call -> {
      KerasTensor x = call.tensor("x");
      if (!x.type().floating()) {
        return Ordering.position(op).apply(call);
      }
      Arithmetic math = call.math();
      boolean flat = !call.has("axis");
      boolean keep = call.flag("keepdims", false);
      int axis = flat ? 0 : call.axis("axis", 0, x.rank());
      Tensor value = flat ? math.reshape(x.tensor(), -1) : x.tensor();
      Tensor found =
          call.graph()
              .op(op)
              .in(replaced(math, value, neutral))
              .in(call.graph().intScalar(axis))
              .attr("output_type", ElementType.INT32)
              .out();
      Tensor none = math.reduce("All", math.unary("IsNan", value), false, axis);
      Tensor result = math.where(none, math.graph().scalarLike(found, -1), found);
      if (flat) {
        return Ordering.ofAll(call, result, keep ? x.rank() : 0);
      }
      return KerasTensor.of(
          keep ? math.expand(result, axis) : result,
          Reductions.shape(x.shape(), new int[] {axis}, keep));
    };
  }
}
