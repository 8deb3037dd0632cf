package dev.salvor.convert.keras.layers.functions.reduction;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.convert.keras.layers.functions.elementwise.Numbers;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;

/** Running sums and products of Keras 3: of everything where no axis is given. */
public final class Cumulation {
  private Cumulation() {}

  public static FunctionBody.Single of(String op) {
    return call -> cumulated(call, op, call.tensor("x"));
  }

  /** With {@code neutral} in the place of what is no number, the greatest number of infinities. */
  public static FunctionBody.Single withoutNan(String op, double neutral) {
    return call -> {
      KerasTensor x = call.tensor("x");
      if (!x.type().floating()) {
        return cumulated(call, op, x);
      }
      return cumulated(call, op, Numbers.finite(call, x, neutral));
    };
  }

  private static KerasTensor cumulated(FunctionCall call, String op, KerasTensor given) {
    ElementType type = call.type("dtype").orElse(given.type());
    ElementType summed = type == ElementType.BOOL ? ElementType.INT32 : type;
    KerasTensor x = Promotion.cast(call, given, summed);
    boolean flat = !call.has("axis");
    Tensor value = flat ? call.math().reshape(x.tensor(), -1) : x.tensor();
    int axis = flat ? 0 : call.axis("axis", 0, x.rank());
    Tensor result = call.graph().apply(op, value, call.graph().intScalar(axis));
    return KerasTensor.of(result, flat ? Shape.of(x.shape().elements()) : x.shape());
  }
}
