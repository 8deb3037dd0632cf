package dev.salvor.convert.keras.layers.functions.linalg;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.elementwise.Complexes;
import dev.salvor.convert.keras.layers.functions.reduction.Reductions;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/** {@code tf.norm} of vectors and of matrices (tensorflow/python/ops/linalg_ops.py). */
public final class Norms {
  private Norms() {}

  public static KerasTensor norm(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] axes = call.axes("axis", x.rank());
    boolean keep = call.flag("keepdims", false);
    Tensor norm = norm(call, x, axes);
    return KerasTensor.of(
        keep || axes.length == 0 ? norm : call.math().squeeze(norm, axes),
        Reductions.shape(x.shape(), axes, keep));
  }

  /** The tensor divided by its norm, and that. */
  public static List<KerasTensor> normalize(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] axes = call.axes("axis", x.rank());
    Tensor norm = norm(call, x, axes);
    return List.of(
        KerasTensor.of(call.math().div(x.tensor(), norm), x.shape()),
        KerasTensor.of(norm, Reductions.shape(x.shape(), axes, true)));
  }

  /** Two axes are those of matrices. */
  private static Tensor norm(FunctionCall call, KerasTensor x, int[] axes) {
    boolean matrices = call.has("axis") && axes.length == 2;
    if (Complexes.complex(x) || (call.has("axis") && axes.length > 2)) {
      throw call.layer().refused("takes the norm of " + x.type().id() + " " + x.shape());
    }
    Arithmetic math = call.math();
    Tensor size = math.abs(x.tensor());
    String kind = order(call);
    return switch (kind) {
      case "2" -> matrices ? spectral(call, x, axes) : root(math, x.tensor(), axes);
      case "euclidean" -> root(math, x.tensor(), axes);
      case "1" ->
          matrices
              ? math.reduce("Max", math.sum(size, true, axes[0]), true, axes[1])
              : math.sum(size, true, axes);
      case "inf" ->
          matrices
              ? math.reduce("Max", math.sum(size, true, axes[1]), true, axes[0])
              : math.reduce("Max", size, true, axes);
      default -> {
        double order = number(call, kind);
        if (matrices || order <= 0) {
          throw call.layer().refused("takes the norm " + kind);
        }
        Tensor power = call.graph().scalarLike(size, order);
        Tensor sum = math.sum(call.graph().apply("Pow", size, power), true, axes);
        yield call.graph().apply("Pow", sum, call.graph().scalarLike(size, 1 / order));
      }
    };
  }

  private static String order(FunctionCall call) {
    JsonNode order = call.constant("ord");
    if (order.isMissingNode()
        || order.asText().equals("fro")
        || order.asText().equals("euclidean")) {
      return "euclidean";
    }
    double number = order.isNumber() ? order.doubleValue() : number(call, order.asText());
    return number == 1
        ? "1"
        : number == 2
            ? "2"
            : Double.isInfinite(number) && number > 0 ? "inf" : String.valueOf(number);
  }

  private static double number(FunctionCall call, String order) {
    if (order.equals("inf")) {
      return Double.POSITIVE_INFINITY;
    }
    try {
      return Double.parseDouble(order);
    } catch (NumberFormatException e) {
      throw call.layer().refused("takes the norm " + order);
    }
  }

  private static Tensor root(Arithmetic math, Tensor x, int[] axes) {
    return math.sqrt(math.sum(math.square(x), true, axes));
  }

  /** The greatest singular value. */
  private static Tensor spectral(FunctionCall call, KerasTensor x, int[] axes) {
    int rank = x.rank();
    int[] rest = IntStream.range(0, rank).filter(i -> i != axes[0] && i != axes[1]).toArray();
    int[] order = IntStream.concat(IntStream.of(rest), IntStream.of(axes)).toArray();
    Arithmetic math = call.math();
    Tensor moved = math.transpose(x.tensor(), order);
    Tensor values = call.graph().op("Svd").in(moved).attr("compute_uv", false).outs().get(0);
    Tensor greatest = math.reduce("Max", values, false, rank - 2);
    Tensor kept = greatest;
    for (int axis : IntStream.of(axes).sorted().toArray()) {
      kept = math.expand(kept, axis);
    }
    return kept;
  }

  /** The type's smallest step above 1. */
  static double step(FunctionCall call, KerasTensor x) {
    return switch (x.type()) {
      case FLOAT32 -> Math.pow(2, -23);
      case FLOAT64 -> Math.pow(2, -52);
      default -> throw call.layer().refused("decomposes matrices of " + x.type().id());
    };
  }

  static Shape outer(KerasTensor x) {
    return x.shape().slice(0, x.rank() - 2);
  }
}
