package dev.salvor.convert.keras.layers.functions.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/** Python's arithmetic over constants. Empty where it would fail, or is not exact here. */
final class PythonNumbers {
  private static final long EXACT = 1L << 53;

  private static final Map<String, DoubleUnaryOperator> FUNCTIONS =
      Map.of(
          "sqrt", Math::sqrt,
          "exp", Math::exp,
          "log", Math::log,
          "sin", Math::sin,
          "cos", Math::cos,
          "abs", Math::abs,
          "fabs", Math::abs);

  private PythonNumbers() {}

  static Optional<JsonNode> binary(String operator, JsonNode x, JsonNode y) {
    if (operator.equals("is") || operator.equals("is not")) {
      return same(x, y).map(same -> BooleanNode.valueOf(same == operator.equals("is")));
    }
    if (!x.isNumber() || !y.isNumber()) {
      boolean plain = x.isTextual() || x.isBoolean() || x.isNull();
      boolean comparable = plain && (y.isTextual() || y.isBoolean() || y.isNull());
      return switch (operator) {
        case "==" -> comparable ? Optional.of(BooleanNode.valueOf(x.equals(y))) : Optional.empty();
        case "!=" -> comparable ? Optional.of(BooleanNode.valueOf(!x.equals(y))) : Optional.empty();
        default -> Optional.empty();
      };
    }
    boolean integers = x.isIntegralNumber() && y.isIntegralNumber();
    return switch (operator) {
      case "<" -> truth(x.doubleValue() < y.doubleValue());
      case "<=" -> truth(x.doubleValue() <= y.doubleValue());
      case ">" -> truth(x.doubleValue() > y.doubleValue());
      case ">=" -> truth(x.doubleValue() >= y.doubleValue());
      case "==" -> truth(x.doubleValue() == y.doubleValue());
      case "!=" -> truth(x.doubleValue() != y.doubleValue());
      default ->
          integers
              ? integers(operator, x.longValue(), y.longValue())
              : reals(operator, x.doubleValue(), y.doubleValue());
    };
  }

  /** Of None and truth values only; whether equal numbers are the same is Python's own affair. */
  private static Optional<Boolean> same(JsonNode x, JsonNode y) {
    boolean single = x.isNull() || y.isNull() || (x.isBoolean() && y.isBoolean());
    return single ? Optional.of(x.equals(y)) : Optional.empty();
  }

  private static Optional<JsonNode> truth(boolean value) {
    return Optional.of(BooleanNode.valueOf(value));
  }

  private static Optional<JsonNode> integers(String operator, long x, long y) {
    boolean divides = operator.contains("/") || operator.equals("%");
    if (divides && y == 0) {
      return Optional.empty();
    }
    return switch (operator) {
      case "+" -> integer((double) x + (double) y, x + y);
      case "-" -> integer((double) x - (double) y, x - y);
      case "*" -> integer((double) x * (double) y, x * y);
      case "//", "/ of Python 2" -> integer((double) x, Math.floorDiv(x, y));
      case "%" -> integer((double) x, Math.floorMod(x, y));
      case "/" -> real((double) x / (double) y);
      case "**" -> {
        double power = Math.pow((double) x, (double) y);
        yield y < 0 ? real(power) : integer(power, (long) power);
      }
      default -> Optional.empty();
    };
  }

  /**
   * @param size about the same value, to tell an overflow
   */
  private static Optional<JsonNode> integer(double size, long value) {
    if (Math.abs(size) > EXACT) {
      return Optional.empty();
    }
    return Optional.of(
        value == (int) value ? IntNode.valueOf((int) value) : LongNode.valueOf(value));
  }

  private static Optional<JsonNode> reals(String operator, double x, double y) {
    boolean divides = operator.contains("/") || operator.equals("%");
    if (divides && y == 0) {
      return Optional.empty();
    }
    return switch (operator) {
      case "+" -> real(x + y);
      case "-" -> real(x - y);
      case "*" -> real(x * y);
      case "/", "/ of Python 2" -> real(x / y);
      case "//" -> real(Math.floor(x / y));
      case "**" -> real(Math.pow(x, y));
      default -> Optional.empty();
    };
  }

  private static Optional<JsonNode> real(double value) {
    return Double.isFinite(value) ? Optional.of(DoubleNode.valueOf(value)) : Optional.empty();
  }

  static Optional<JsonNode> unary(String operator, JsonNode x) {
    if (operator.equals("not")) {
      return x.isNull() || x.isBoolean() || x.isNumber()
          ? truth(x.isNull() || (x.doubleValue() == 0 && !x.asBoolean()))
          : Optional.empty();
    }
    if (!x.isNumber()) {
      return Optional.empty();
    }
    return switch (operator) {
      case "-" ->
          x.isIntegralNumber() ? integer(x.doubleValue(), -x.longValue()) : real(-x.doubleValue());
      case "+" -> Optional.of(x);
      default -> Optional.empty();
    };
  }

  /** {@code np.sqrt} and {@code math.sqrt} of a number. */
  static Optional<JsonNode> function(String name, JsonNode x) {
    DoubleUnaryOperator function = FUNCTIONS.get(name);
    return function == null || !x.isNumber()
        ? Optional.empty()
        : real(function.applyAsDouble(x.doubleValue()));
  }

  static boolean isFunction(String name) {
    return FUNCTIONS.containsKey(name);
  }
}
