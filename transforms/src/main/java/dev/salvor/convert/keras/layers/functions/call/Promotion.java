package dev.salvor.convert.keras.layers.functions.call;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;

/**
 * Types of operands. TensorFlow's functions give a constant the type of the tensor beside it; Keras
 * 3 promotes both to a common type, numbers of Python weakly (keras/src/backend/common/dtypes.py).
 */
public final class Promotion {
  private Promotion() {}

  /** Two operands of one type. */
  public record Pair(KerasTensor x, KerasTensor y) {
    public Shape shape(FunctionCall call) {
      return Broadcasting.shape(call.layer(), x.shape(), y.shape());
    }
  }

  public static Pair pair(FunctionCall call, String first, String second) {
    boolean left = call.isTensor(first);
    boolean right = call.isTensor(second);
    if (call.keras3()) {
      return promoted(call, first, left, second, right);
    }
    if (left && !right) {
      KerasTensor x = call.tensor(first);
      return new Pair(x, call.tensor(second, x.type()));
    }
    if (right && !left) {
      KerasTensor y = call.tensor(second);
      return new Pair(call.tensor(first, y.type()), y);
    }
    return new Pair(call.tensor(first), call.tensor(second));
  }

  private static Pair promoted(
      FunctionCall call, String first, boolean left, String second, boolean right) {
    KerasTensor x = call.tensor(first);
    KerasTensor y = call.tensor(second);
    boolean weakX = !left && x.rank() == 0;
    boolean weakY = !right && y.rank() == 0;
    ElementType type;
    if (weakX != weakY) {
      KerasTensor strong = weakX ? y : x;
      type = weak(strong.type(), (weakX ? x : y).type());
    } else {
      type = common(x.type(), y.type());
    }
    return new Pair(cast(call, x, type), cast(call, y, type));
  }

  /** A number of Python beside a tensor changes its type only where the kind of number differs. */
  private static ElementType weak(ElementType tensor, ElementType number) {
    if (number.floating() && !tensor.floating()) {
      return ElementType.FLOAT32;
    }
    return tensor == ElementType.BOOL && number != ElementType.BOOL ? number : tensor;
  }

  /** The least type that both promote to. */
  public static ElementType common(ElementType a, ElementType b) {
    if (a == b || b == ElementType.BOOL) {
      return a;
    }
    if (a == ElementType.BOOL) {
      return b;
    }
    if (a.floating() != b.floating()) {
      return a.floating() ? a : b;
    }
    if (a.size() != b.size()) {
      ElementType wide = a.size() > b.size() ? a : b;
      ElementType narrow = wide == a ? b : a;
      return wide.floating() || !unsigned(wide) || unsigned(narrow) ? wide : signed(wide);
    }
    return a.floating() ? ElementType.FLOAT32 : signed(a);
  }

  private static boolean unsigned(ElementType type) {
    return type.id().startsWith("uint");
  }

  /** The signed type that holds an unsigned one. */
  private static ElementType signed(ElementType type) {
    return switch (type.size()) {
      case 1 -> ElementType.INT16;
      case 2 -> ElementType.INT32;
      default -> ElementType.INT64;
    };
  }

  public static KerasTensor cast(FunctionCall call, KerasTensor x, ElementType type) {
    return new KerasTensor(call.math().cast(x.tensor(), type), x.shape(), x.keptMask());
  }

  /** An operand that Keras 3 makes floating; TensorFlow leaves it. */
  public static KerasTensor floating(FunctionCall call, String name) {
    KerasTensor x = call.tensor(name);
    return call.keras3() && !x.type().floating() ? cast(call, x, ElementType.FLOAT32) : x;
  }
}
