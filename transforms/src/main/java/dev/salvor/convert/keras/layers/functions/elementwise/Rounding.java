package dev.salvor.convert.keras.layers.functions.elementwise;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.Tensor;

/** Whole numbers near given ones; integers are whole already. */
public final class Rounding {
  private Rounding() {}

  /** Towards 0. */
  public static KerasTensor truncate(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    if (!x.type().floating()) {
      return x;
    }
    Arithmetic math = call.math();
    Tensor value = x.tensor();
    Tensor result =
        math.where(math.less(value, 0), math.unary("Ceil", value), math.unary("Floor", value));
    return KerasTensor.of(result, x.shape());
  }

  /** To some decimals, halves to the even neighbour. */
  public static KerasTensor round(FunctionCall call) {
    KerasTensor given = call.tensor("x");
    int decimals = call.integer("decimals", 0);
    ElementType type = given.type();
    if (type == ElementType.BOOL) {
      throw call.layer().refused("rounds booleans");
    }
    if (!type.floating() && decimals >= 0) {
      return given;
    }
    Arithmetic math = call.math();
    KerasTensor x = type.floating() ? given : Promotion.cast(call, given, ElementType.FLOAT32);
    if (decimals == 0) {
      return KerasTensor.of(math.unary("Round", x.tensor()), x.shape());
    }
    double factor = Math.pow(10, decimals);
    Tensor rounded = math.div(math.unary("Round", math.mul(x.tensor(), factor)), factor);
    return KerasTensor.of(math.cast(rounded, type), x.shape());
  }
}
