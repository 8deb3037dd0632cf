package dev.salvor.convert.keras.layers.functions.linalg;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.convert.keras.layers.functions.reduction.Reductions;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;

/** VectorNorms of vectors, and vectors divided by theirs. */
public final class VectorNorms {
  private VectorNorms() {}

  /** Values divided by the root of their sum of squares, no less than {@code epsilon}. */
  public static KerasTensor l2Normalize(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] axes = call.axes("axis", x.rank());
    Arithmetic math = call.math();
    Tensor squares = math.sum(math.square(x.tensor()), true, axes);
    Tensor inverse = math.rsqrt(math.max(squares, call.number("epsilon", 1e-12)));
    return KerasTensor.of(math.mul(x.tensor(), inverse), x.shape());
  }

  /** Keras 3's normalize: by a norm of any order, no less than {@code epsilon}. */
  public static KerasTensor normalize(FunctionCall call) {
    KerasTensor x = Promotion.floating(call, "x");
    int[] axes = {call.axis("axis", -1, x.rank())};
    double epsilon = call.number("epsilon", 1e-7);
    Arithmetic math = call.math();
    if (call.number("ord", 2) == 2) {
      Tensor squares = math.sum(math.square(x.tensor()), true, axes);
      Tensor inverse = math.min(math.rsqrt(squares), 1 / epsilon);
      return KerasTensor.of(math.mul(x.tensor(), inverse), x.shape());
    }
    Tensor norm = norm(call, x.tensor(), Double.toString(call.number("ord", 2)), axes);
    return KerasTensor.of(math.div(x.tensor(), math.max(norm, epsilon)), x.shape());
  }

  /** The norm of vectors along one axis, or of everything as one vector. */
  public static KerasTensor norm(FunctionCall call) {
    KerasTensor x = Promotion.floating(call, "x");
    int[] axes = call.axes("axis", x.rank());
    boolean keep = call.flag("keepdims", false) || call.flag("keep_dims", false);
    String order = call.constant("ord").asText("euclidean");
    boolean plain = order.equals("euclidean") || order.equals("fro") || order.equals("None");
    boolean matrices = !plain && axes.length > 1 && (call.keras3() || call.has("axis"));
    if (matrices && (axes.length != 2 || !call.keras3())) {
      throw call.layer().refused("takes the norm " + order + " of matrices");
    }
    Tensor norm =
        matrices
            ? MatrixNorms.of(call, x, order, axes)
            : norm(call, x.tensor(), plain ? "2" : order, axes);
    Shape shape = Reductions.shape(x.shape(), axes, keep);
    return KerasTensor.of(keep ? norm : Reductions.squeezed(call.math(), norm, axes), shape);
  }

  private static Tensor norm(FunctionCall call, Tensor x, String order, int[] axes) {
    Arithmetic math = call.math();
    Tensor size = math.abs(x);
    return switch (order) {
      case "2", "2.0" -> math.sqrt(math.sum(math.square(x), true, axes));
      case "1", "1.0" -> math.sum(size, true, axes);
      case "inf", "Infinity" -> math.reduce("Max", size, true, axes);
      case "-inf", "-Infinity" -> math.reduce("Min", size, true, axes);
      case "0", "0.0" -> {
        Tensor differs = math.notEqual(x, math.graph().scalarLike(x, 0));
        yield math.sum(math.cast(differs, x.type()), true, axes);
      }
      default -> {
        double power = parsed(call, order);
        Tensor sum =
            math.sum(
                math.graph().apply("Pow", size, math.graph().scalarLike(x, power)), true, axes);
        yield math.graph().apply("Pow", sum, math.graph().scalarLike(x, 1 / power));
      }
    };
  }

  private static double parsed(FunctionCall call, String order) {
    try {
      return Double.parseDouble(order);
    } catch (NumberFormatException e) {
      throw call.layer().refused("takes the norm " + order + ", which is not supported");
    }
  }
}
