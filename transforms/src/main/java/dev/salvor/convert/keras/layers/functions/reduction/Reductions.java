package dev.salvor.convert.keras.layers.functions.reduction;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Functions over some axes: sums, means, extremes, positions, norms. */
public final class Reductions {
  private Reductions() {}

  /** The static shape after a reduction over {@code axes}. */
  public static Shape shape(Shape shape, int[] axes, boolean keep) {
    Shape result = Shape.SCALAR;
    for (int i = 0; i < shape.rank(); i++) {
      int axis = i;
      boolean gone = IntStream.of(axes).anyMatch(a -> a == axis);
      if (!gone || keep) {
        result = result.append(gone ? 1 : shape.dim(i));
      }
    }
    return result;
  }

  /** Sum, Prod, Max, Min, Mean, All or Any. */
  public static FunctionBody.Single of(String op) {
    return call -> {
      KerasTensor x = operand(call, op);
      int[] axes = call.axes("axis", x.rank());
      boolean keep = call.flag("keepdims", false);
      Tensor result = call.math().reduce(op, x.tensor(), keep, axes);
      if (call.has("initial")) {
        Tensor initial = call.math().cast(call.tensor("initial", x.type()).tensor(), x.type());
        result = call.graph().apply(op.equals("Max") ? "Maximum" : "Minimum", result, initial);
      }
      return KerasTensor.of(result, shape(x.shape(), axes, keep));
    };
  }

  /** Keras 3 takes means of floating values and sums of integers no narrower than int32. */
  private static KerasTensor operand(FunctionCall call, String op) {
    KerasTensor x = call.tensor("x");
    ElementType type = call.type("dtype").orElse(x.type());
    if (op.equals("All") || op.equals("Any")) {
      type = ElementType.BOOL;
    } else if (call.keras3() && op.equals("Prod") && call.has("dtype")) {
      type = x.type(); // Keras casts only where no type is given (backend/tensorflow/numpy.py)
    } else if (call.keras3() && op.equals("Mean") && !type.floating()) {
      type = ElementType.FLOAT32;
    } else if (call.keras3() && (op.equals("Sum") || op.equals("Prod"))) {
      boolean narrow = !type.floating() && type.size() < 4;
      type = !narrow ? type : type.id().startsWith("u") ? ElementType.UINT32 : ElementType.INT32;
    }
    return Promotion.cast(call, x, type);
  }

  /** NumPy's average, weighted where weights of the same shape are given. */
  public static KerasTensor average(FunctionCall call) {
    KerasTensor x = Promotion.floating(call, "x");
    int[] axes = call.axes("axis", x.rank());
    Shape shape = shape(x.shape(), axes, false);
    Arithmetic math = call.math();
    if (!call.has("weights")) {
      return KerasTensor.of(math.mean(x.tensor(), false, axes), shape);
    }
    KerasTensor weights = call.tensor("weights", x.type());
    Tensor weight = math.cast(weights.tensor(), x.type());
    if (weights.rank() == 1 && x.rank() > 1 && axes.length == 1) {
      int[] dims = new int[x.rank()];
      Arrays.fill(dims, 1);
      dims[axes[0]] = -1;
      Tensor along = math.reshape(weight, dims);
      Tensor sum = math.sum(math.mul(x.tensor(), along), false, axes);
      return KerasTensor.of(math.div(sum, math.sum(weight, false, 0)), shape);
    }
    if (weights.rank() != x.rank()) {
      throw call.layer().refused("weights " + x.shape() + " by " + weights.shape());
    }
    Tensor sum = math.sum(math.mul(x.tensor(), weight), false, axes);
    return KerasTensor.of(math.div(sum, math.sum(weight, false, axes)), shape);
  }

  /** The greatest less the least value. */
  public static KerasTensor range(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] axes = call.axes("axis", x.rank());
    boolean keep = call.flag("keepdims", false);
    Arithmetic math = call.math();
    Tensor range =
        math.sub(
            math.reduce("Max", x.tensor(), keep, axes), math.reduce("Min", x.tensor(), keep, axes));
    return KerasTensor.of(range, shape(x.shape(), axes, keep));
  }

  public static KerasTensor variance(FunctionCall call) {
    return spread(call, false);
  }

  public static KerasTensor deviation(FunctionCall call) {
    return spread(call, true);
  }

  private static KerasTensor spread(FunctionCall call, boolean root) {
    KerasTensor x = Promotion.floating(call, "x");
    int[] axes = call.axes("axis", x.rank());
    boolean keep = call.flag("keepdims", false);
    Arithmetic math = call.math();
    Tensor squares = squares(math, x.tensor(), axes);
    Tensor variance = math.mean(squares, keep, axes);
    return KerasTensor.of(root ? math.sqrt(variance) : variance, shape(x.shape(), axes, keep));
  }

  private static Tensor squares(Arithmetic math, Tensor x, int[] axes) {
    return math.graph().apply("SquaredDifference", x, math.mean(x, true, axes));
  }

  /** Mean and variance. */
  public static List<KerasTensor> moments(FunctionCall call) {
    KerasTensor x = call.tensor("x"); // of integers the means are integers
    call.constant("synchronized");
    int[] axes = call.axes("axis", x.rank());
    boolean keep = call.flag("keepdims", false);
    Arithmetic math = call.math();
    Shape shape = shape(x.shape(), axes, keep);
    Tensor variance = math.mean(squares(math, x.tensor(), axes), keep, axes);
    return List.of(
        KerasTensor.of(math.mean(x.tensor(), keep, axes), shape), KerasTensor.of(variance, shape));
  }

  public static KerasTensor logSumExp(FunctionCall call) {
    KerasTensor x = Promotion.floating(call, "x");
    int[] axes = call.axes("axis", x.rank());
    boolean keep = call.flag("keepdims", false);
    Arithmetic math = call.math();
    Tensor max = math.reduce("Max", x.tensor(), true, axes);
    Tensor finite = math.where(math.unary("IsFinite", max), max, math.graph().scalarLike(max, 0));
    Tensor sum = math.sum(math.exp(math.sub(x.tensor(), finite)), true, axes);
    Tensor result = math.add(math.unary("Log", sum), finite);
    Shape shape = shape(x.shape(), axes, keep);
    return KerasTensor.of(keep ? result : squeezed(math, result, axes), shape);
  }

  public static Tensor squeezed(Arithmetic math, Tensor x, int[] axes) {
    return axes.length == 0 ? x : math.squeeze(x, axes);
  }

  /** Cumsum or Cumprod. */
  public static FunctionBody.Single cumulative(String op) {
    return call -> {
      KerasTensor x = call.tensor("x");
      if (call.keras3() && !call.has("axis")) {
        Tensor flat = call.math().reshape(x.tensor(), -1);
        Tensor result = call.graph().apply(op, flat, call.graph().intScalar(0));
        return KerasTensor.of(result, Shape.of(x.shape().elements()));
      }
      Tensor result =
          call.graph()
              .op(op)
              .in(x.tensor())
              .in(call.graph().intScalar(call.axis("axis", 0, x.rank())))
              .attr("exclusive", call.flag("exclusive", false))
              .attr("reverse", call.flag("reverse", false))
              .out();
      return KerasTensor.of(result, x.shape());
    };
  }

  public static KerasTensor countNonzero(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] axes = call.axes("axis", x.rank());
    boolean keep = call.flag("keepdims", false);
    ElementType type =
        call.type("dtype").orElse(call.keras3() ? ElementType.INT32 : ElementType.INT64);
    Arithmetic math = call.math();
    Tensor differs = math.notEqual(x.tensor(), math.graph().scalarLike(x.tensor(), 0));
    Tensor count = math.sum(math.cast(differs, type), keep, axes);
    return KerasTensor.of(count, shape(x.shape(), axes, keep));
  }

  /** Scaled down where its norm over the axes is greater (tensorflow/python/ops/clip_ops.py). */
  public static Tensor clipped(FunctionCall call, Tensor x, Tensor norm, int[] axes) {
    Arithmetic math = call.math();
    Tensor squares = math.sum(math.square(x), true, axes);
    Tensor some = math.greater(squares, 0);
    Tensor safe = math.where(some, squares, call.graph().apply("OnesLike", squares));
    Tensor size = math.where(some, math.sqrt(safe), squares);
    return math.div(math.mul(x, norm), math.max(size, norm));
  }

  /** All axes. */
  public static int[] all(KerasTensor x) {
    return IntStream.range(0, x.rank()).toArray();
  }
}
