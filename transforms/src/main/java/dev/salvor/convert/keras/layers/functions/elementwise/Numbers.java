package dev.salvor.convert.keras.layers.functions.elementwise;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.Broadcasting;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.Tensor;
import java.util.function.BiFunction;

/** NumPy's functions of each element that TensorFlow has no op for (keras/src/ops/numpy.py). */
public final class Numbers {
  private Numbers() {}

  /** A formula of two operands, both made floating. */
  @FunctionalInterface
  public interface Formula2 {
    Tensor apply(Arithmetic math, Tensor x, Tensor y);
  }

  /** Two operands of one floating type: that of 64-bit integers is {@code wide}. */
  public static FunctionBody.Single floating(ElementType wide, Formula2 formula) {
    return call -> {
      Promotion.Pair pair = Promotion.pair(call, "x", "y");
      ElementType type = pair.x().type();
      if (!type.floating()) {
        type = type == ElementType.INT64 ? wide : ElementType.FLOAT32;
      }
      KerasTensor x = Promotion.cast(call, pair.x(), type);
      KerasTensor y = Promotion.cast(call, pair.y(), type);
      return KerasTensor.of(formula.apply(call.math(), x.tensor(), y.tensor()), pair.shape(call));
    };
  }

  public static Formula2 op(String op) {
    return (math, x, y) -> math.graph().apply(op, x, y);
  }

  /** One operand that is a fact of every number but a floating one: {@code otherwise}. */
  public static FunctionBody.Single test(
      boolean otherwise, BiFunction<Arithmetic, Tensor, Tensor> formula) {
    return call -> {
      KerasTensor x = call.tensor("x");
      if (x.type().floating()) {
        return KerasTensor.of(formula.apply(call.math(), x.tensor()), x.shape());
      }
      Tensor shape = call.graph().apply("Shape", x.tensor());
      Tensor value = call.graph().scalar(ElementType.BOOL, otherwise ? 1 : 0);
      return KerasTensor.of(call.graph().apply("Fill", shape, value), x.shape());
    };
  }

  public static Tensor equal(Arithmetic math, Tensor x, double value) {
    return math.graph().apply("Equal", x, math.graph().scalarLike(x, value));
  }

  /** Booleans and unsigned integers have no Abs. */
  public static KerasTensor absolute(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    boolean positive = x.type() == ElementType.BOOL || x.type().id().startsWith("u");
    return positive ? x : KerasTensor.of(call.math().abs(x.tensor()), x.shape());
  }

  public static Tensor cubeRoot(Arithmetic math, Tensor x) {
    Tensor third = math.graph().scalarLike(x, 1.0 / 3);
    return math.mul(math.unary("Sign", x), math.graph().apply("Pow", math.abs(x), third));
  }

  public static Tensor sinc(Arithmetic math, Tensor x) {
    Tensor angle = math.mul(x, Math.PI);
    Tensor one = math.graph().scalarLike(x, 1);
    return math.where(equal(math, x, 0), one, math.div(math.unary("Sin", angle), angle));
  }

  public static Tensor hypotenuse(Arithmetic math, Tensor x, Tensor y) {
    Tensor a = math.abs(x);
    Tensor b = math.abs(y);
    Tensor ratio = math.graph().apply("DivNoNan", math.min(a, b), math.max(a, b));
    return math.mul(math.max(a, b), math.sqrt(math.add(math.square(ratio), 1)));
  }

  /** {@code log(base^x + base^y)} with the given logarithm of the base. */
  public static Formula2 logAddExp(double logBase) {
    return (math, x, y) -> {
      Tensor distance = math.abs(math.sub(x, y));
      Tensor rest = math.unary("Log1p", math.exp(math.mul(distance, -logBase)));
      Tensor sum = math.add(math.max(x, y), logBase == 1 ? rest : math.div(rest, logBase));
      return math.where(math.unary("IsNan", distance), math.add(x, y), sum);
    };
  }

  public static Tensor heaviside(Arithmetic math, Tensor x, Tensor atZero) {
    Tensor zero = math.graph().scalarLike(x, 0);
    Tensor upper = math.where(math.greater(x, 0), math.graph().scalarLike(x, 1), atZero);
    return math.where(math.less(x, 0), zero, upper);
  }

  /** Half precision is computed in single. */
  public static Tensor inverseError(Arithmetic math, Tensor x) {
    boolean half = x.type().size() < 4;
    Tensor wide = half ? math.cast(x, ElementType.FLOAT32) : x;
    return math.cast(math.unary("Erfinv", wide), x.type());
  }

  /** Whether the bit of the sign is set, as of -0. */
  public static KerasTensor signBit(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Arithmetic math = call.math();
    if (x.type() == ElementType.BOOL || !x.type().floating()) {
      KerasTensor wide = x.type().size() < 4 ? Promotion.cast(call, x, ElementType.INT32) : x;
      return KerasTensor.of(math.less(wide.tensor(), 0), x.shape());
    }
    Tensor single = math.cast(x.tensor(), ElementType.FLOAT32);
    Tensor bits = call.graph().op("Bitcast").in(single).attr("type", ElementType.INT32).out();
    return KerasTensor.of(math.less(bits, 0), x.shape());
  }

  /** Maximum or Minimum that takes the other operand where one is not a number. */
  public static FunctionBody.Single ignoringNan(String op) {
    return call -> {
      Promotion.Pair pair = Promotion.pair(call, "x", "y");
      Arithmetic math = call.math();
      Tensor x = pair.x().tensor();
      Tensor y = pair.y().tensor();
      Tensor result = call.graph().apply(op, x, y);
      if (pair.x().type().floating()) {
        result = math.where(math.unary("IsNan", x), y, result);
        result = math.where(math.unary("IsNan", y), x, result);
      }
      return KerasTensor.of(result, pair.shape(call));
    };
  }

  /** The remainder with the sign of the dividend. */
  public static KerasTensor remainder(FunctionCall call) {
    Promotion.Pair pair = Promotion.pair(call, "x", "y");
    ElementType own = pair.x().type();
    boolean small = own == ElementType.BOOL || own.id().startsWith("u");
    ElementType type = small ? ElementType.INT32 : own;
    Arithmetic math = call.math();
    Tensor x = math.cast(pair.x().tensor(), type);
    Tensor y = math.cast(pair.y().tensor(), type);
    Tensor rest = call.graph().apply("FloorMod", math.abs(x), math.abs(y));
    Tensor result = math.mul(math.unary("Sign", x), rest);
    return KerasTensor.of(
        math.cast(result, own == ElementType.BOOL ? type : own), pair.shape(call));
  }

  /** {@code x 2^y}, y whole. */
  public static KerasTensor scaled(FunctionCall call) {
    KerasTensor x = Promotion.floating(call, "x");
    KerasTensor y = call.tensor("y");
    Arithmetic math = call.math();
    Tensor two = call.graph().scalarLike(x.tensor(), 2);
    Tensor power = call.graph().apply("Pow", two, math.cast(y.tensor(), x.type()));
    Tensor product = math.mul(x.tensor(), power);
    Tensor still =
        call.graph()
            .apply("LogicalOr", math.unary("IsInf", x.tensor()), equal(math, x.tensor(), 0));
    return KerasTensor.of(
        math.where(still, x.tensor(), product),
        Broadcasting.shape(call.layer(), x.shape(), y.shape()));
  }

  /** The next number that 32 bits hold, which Keras computes in 64. */
  public static KerasTensor nextAfter(FunctionCall call) {
    Promotion.Pair pair = Promotion.pair(call, "x", "y");
    Arithmetic math = call.math();
    ElementType type = pair.x().type().floating() ? pair.x().type() : ElementType.FLOAT32;
    Tensor x = math.cast(pair.x().tensor(), ElementType.FLOAT64);
    Tensor y = math.cast(pair.y().tensor(), ElementType.FLOAT64);
    return KerasTensor.of(math.cast(call.graph().apply("NextAfter", x, y), type), pair.shape(call));
  }

  public static KerasTensor isClose(FunctionCall call) {
    Promotion.Pair pair = Promotion.pair(call, "x", "y");
    Arithmetic math = call.math();
    Tensor x = pair.x().tensor();
    Tensor y = pair.y().tensor();
    double relative = call.number("rtol", 1e-5);
    double absolute = call.number("atol", 1e-8);
    boolean equalNan = call.flag("equal_nan", false);
    if (!pair.x().type().floating()) {
      return KerasTensor.of(call.graph().apply("Equal", x, y), pair.shape(call));
    }
    Tensor allowed = math.add(math.mul(math.abs(y), relative), absolute);
    Tensor close = call.graph().apply("LessEqual", math.abs(math.sub(x, y)), allowed);
    if (equalNan) {
      Tensor both = math.and(math.unary("IsNan", x), math.unary("IsNan", y));
      close = call.graph().apply("LogicalOr", close, both);
    }
    return KerasTensor.of(close, pair.shape(call));
  }

  public static KerasTensor allClose(FunctionCall call) {
    KerasTensor close = isClose(call);
    int[] axes = java.util.stream.IntStream.range(0, close.rank()).toArray();
    return KerasTensor.of(
        call.math().reduce("All", close.tensor(), false, axes),
        dev.salvor.format.tensor.Shape.SCALAR);
  }

  public static KerasTensor nanToNum(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    double nan = call.number("nan", 0);
    double high = call.number("posinf", greatest(x.type()));
    double low = call.number("neginf", -greatest(x.type()));
    return x.type().floating() ? finite(call, x, nan, high, low) : x;
  }

  /** {@code nan} for what is no number, the greatest for infinities. */
  public static KerasTensor finite(FunctionCall call, KerasTensor x, double nan) {
    return finite(call, x, nan, greatest(x.type()), -greatest(x.type()));
  }

  private static KerasTensor finite(
      FunctionCall call, KerasTensor x, double nan, double high, double low) {
    Arithmetic math = call.math();
    Tensor value = x.tensor();
    Tensor result = math.where(math.unary("IsNan", value), scalar(math, value, nan), value);
    Tensor infinite = math.unary("IsInf", value);
    Tensor above = math.and(infinite, math.greater(value, 0));
    Tensor below = math.and(infinite, math.less(value, 0));
    result = math.where(above, scalar(math, value, high), result);
    return KerasTensor.of(math.where(below, scalar(math, value, low), result), x.shape());
  }

  private static Tensor scalar(Arithmetic math, Tensor like, double value) {
    return math.graph().scalarLike(like, value);
  }

  /** The greatest finite number of a floating type. */
  public static double greatest(ElementType type) {
    return switch (type) {
      case FLOAT16 -> 65504;
      case FLOAT64 -> Double.MAX_VALUE;
      case BFLOAT16 -> 3.3895313892515355e38;
      default -> Float.MAX_VALUE;
    };
  }

  /** Real numbers as complex ones would be: the angle is 0 or pi. */
  public static Tensor angle(Arithmetic math, Tensor x) {
    Tensor zero = math.graph().scalarLike(x, 0);
    return math.where(math.less(x, 0), math.graph().scalarLike(x, Math.PI), zero);
  }

  /** Bits of two integers; booleans have their own ops. */
  public static FunctionBody.Single bits(String op) {
    return call -> {
      Promotion.Pair pair = Promotion.pair(call, "x", "y");
      boolean truth = pair.x().type() == ElementType.BOOL;
      if (truth && !op.startsWith("Bitwise")) {
        throw call.layer().refused("shifts booleans");
      }
      String actual =
          switch (truth ? op : "") {
            case "BitwiseAnd" -> "LogicalAnd";
            case "BitwiseOr" -> "LogicalOr";
            case "BitwiseXor" -> "NotEqual";
            default -> op;
          };
      Tensor result = call.graph().apply(actual, pair.x().tensor(), pair.y().tensor());
      return KerasTensor.of(result, pair.shape(call));
    };
  }

  public static KerasTensor invert(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    String op = x.type() == ElementType.BOOL ? "LogicalNot" : "Invert";
    return KerasTensor.of(call.math().unary(op, x.tensor()), x.shape());
  }

  public static KerasTensor fullLike(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    ElementType type = call.type("dtype").orElse(x.type());
    KerasTensor value = call.tensor("value", type);
    Tensor shape = call.graph().apply("Shape", x.tensor());
    Tensor filled =
        call.graph().apply("BroadcastTo", call.math().cast(value.tensor(), type), shape);
    return KerasTensor.of(filled, x.shape());
  }
}
