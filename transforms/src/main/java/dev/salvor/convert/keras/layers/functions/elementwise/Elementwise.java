package dev.salvor.convert.keras.layers.functions.elementwise;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.Broadcasting;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.List;
import java.util.function.BiFunction;

/** Functions of each element by itself. */
public final class Elementwise {
  private Elementwise() {}

  /** Two operands, result of their type. */
  public static FunctionBody.Single arithmetic(String op) {
    return call -> {
      Promotion.Pair pair = Promotion.pair(call, "x", "y");
      return binary(call, op, pair);
    };
  }

  private static KerasTensor binary(FunctionCall call, String op, Promotion.Pair pair) {
    Tensor result = call.graph().apply(op, pair.x().tensor(), pair.y().tensor());
    return KerasTensor.of(result, pair.shape(call));
  }

  /** True division: floating whatever the operands; 64-bit for wide integers of TensorFlow. */
  public static KerasTensor divide(FunctionCall call) {
    Promotion.Pair pair = Promotion.pair(call, "x", "y");
    return binary(call, "RealDiv", floating(call, pair));
  }

  private static Promotion.Pair floating(FunctionCall call, Promotion.Pair pair) {
    ElementType type = pair.x().type();
    if (!type.floating() && !type.id().startsWith("complex")) {
      boolean small = type == ElementType.INT8 || type == ElementType.UINT8;
      boolean half = small || type == ElementType.INT16 || type == ElementType.UINT16;
      ElementType result = call.keras3() || half ? ElementType.FLOAT32 : ElementType.FLOAT64;
      return new Promotion.Pair(
          Promotion.cast(call, pair.x(), result), Promotion.cast(call, pair.y(), result));
    }
    return pair;
  }

  /** Keras 3 always divides in floating point and gives 0 for x / 0. */
  public static KerasTensor divideNoNan(FunctionCall call) {
    Promotion.Pair pair = Promotion.pair(call, "x", "y");
    return binary(call, "DivNoNan", call.keras3() ? floating(call, pair) : pair);
  }

  /** Two truth values. */
  public static KerasTensor logical(FunctionCall call, String op) {
    KerasTensor x = truth(call, "x");
    KerasTensor y = truth(call, "y");
    Tensor result = call.graph().apply(op, x.tensor(), y.tensor());
    return KerasTensor.of(result, Broadcasting.shape(call.layer(), x.shape(), y.shape()));
  }

  public static FunctionBody.Single logical(String op) {
    return call -> logical(call, op);
  }

  public static KerasTensor logicalXor(FunctionCall call) {
    return logical(call, "NotEqual");
  }

  public static KerasTensor logicalNot(FunctionCall call) {
    KerasTensor x = truth(call, "x");
    return KerasTensor.of(call.math().not(x.tensor()), x.shape());
  }

  private static KerasTensor truth(FunctionCall call, String name) {
    KerasTensor x = call.tensor(name);
    return Promotion.cast(call, x, ElementType.BOOL);
  }

  /** One operand, result of its type. */
  public static FunctionBody.Single unary(String op) {
    return call -> {
      KerasTensor x = call.tensor("x");
      return KerasTensor.of(call.math().unary(op, x.tensor()), x.shape());
    };
  }

  /** One operand that Keras 3 makes floating. */
  public static FunctionBody.Single floating(String op) {
    return floating((math, x) -> math.unary(op, x));
  }

  public static FunctionBody.Single floating(BiFunction<Arithmetic, Tensor, Tensor> formula) {
    return call -> {
      KerasTensor x = Promotion.floating(call, "x");
      return KerasTensor.of(formula.apply(call.math(), x.tensor()), x.shape());
    };
  }

  /** Rounding leaves integers of Keras 3 alone. */
  public static FunctionBody.Single rounding(String op) {
    return call -> {
      KerasTensor x = call.tensor("x");
      if (!x.type().floating()) {
        return call.keras3() ? Promotion.floating(call, "x") : x;
      }
      return KerasTensor.of(call.math().unary(op, x.tensor()), x.shape());
    };
  }

  public static KerasTensor clip(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Tensor value = x.tensor();
    Shape shape = x.shape();
    for (String bound : List.of("low", "high")) {
      if (call.has(bound)) {
        KerasTensor limit = call.tensor(bound, x.type());
        value =
            call.graph().apply(bound.equals("low") ? "Maximum" : "Minimum", value, limit.tensor());
        shape = Broadcasting.shape(call.layer(), shape, limit.shape());
      }
    }
    return KerasTensor.of(value, shape);
  }

  /** A choice between two operands. */
  public static KerasTensor where(FunctionCall call) {
    KerasTensor condition = truth(call, "condition");
    Promotion.Pair pair = Promotion.pair(call, "x", "y");
    Shape shape = Broadcasting.shape(call.layer(), condition.shape(), pair.shape(call));
    Tensor chosen = call.math().where(condition.tensor(), pair.x().tensor(), pair.y().tensor());
    return KerasTensor.of(chosen, shape);
  }

  public static KerasTensor cast(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    ElementType type = call.type("dtype").orElseThrow(() -> call.layer().refused("names no type"));
    return KerasTensor.of(call.math().cast(x.tensor(), type), x.shape());
  }

  public static KerasTensor identity(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    ElementType type = call.type("dtype").orElse(x.type());
    return KerasTensor.of(call.math().cast(x.tensor(), type), x.shape());
  }

  /** Zeros or ones of the shape of an operand. */
  public static FunctionBody.Single filled(double value) {
    return call -> {
      KerasTensor x = call.tensor("x");
      ElementType type = call.type("dtype").orElse(x.type());
      Tensor shape = call.graph().apply("Shape", x.tensor());
      Tensor filled = call.graph().apply("Fill", shape, call.graph().scalar(type, value));
      return KerasTensor.of(filled, x.shape());
    };
  }

  public static KerasTensor addN(FunctionCall call) {
    List<KerasTensor> all = call.tensors("x");
    Tensor sum = call.graph().op("AddN").in(all.stream().map(KerasTensor::tensor).toList()).out();
    return KerasTensor.of(sum, all.get(0).shape());
  }
}
