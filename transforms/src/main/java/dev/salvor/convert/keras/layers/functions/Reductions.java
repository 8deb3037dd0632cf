package dev.salvor.convert.keras.layers.functions;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Functions over some axes: sums, means, extremes, positions, norms. */
final class Reductions {
  private Reductions() {}

  /** The static shape after a reduction over {@code axes}. */
  static Shape shape(Shape shape, int[] axes, boolean keep) {
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
  static FunctionBody.Single of(String op) {
    return call -> {
      KerasTensor x = operand(call, op);
      int[] axes = call.axes("axis", x.rank());
      boolean keep = call.flag("keepdims", false);
      if (call.has("initial")) {
        throw call.layer().refused("begins a reduction with a value of its own");
      }
      return KerasTensor.of(
          call.math().reduce(op, x.tensor(), keep, axes), shape(x.shape(), axes, keep));
    };
  }

  /** Keras 3 takes means of floating values and sums of integers no narrower than int32. */
  private static KerasTensor operand(FunctionCall call, String op) {
    KerasTensor x = call.tensor("x");
    ElementType type = call.type("dtype").orElse(x.type());
    if (op.equals("All") || op.equals("Any")) {
      type = ElementType.BOOL;
    } else if (call.keras3() && op.equals("Mean") && !type.floating()) {
      type = ElementType.FLOAT32;
    } else if (call.keras3() && (op.equals("Sum") || op.equals("Prod"))) {
      boolean narrow = !type.floating() && type.size() < 4;
      type = !narrow ? type : type.id().startsWith("u") ? ElementType.UINT32 : ElementType.INT32;
    }
    return Promotion.cast(call, x, type);
  }

  /** NumPy's average, weighted where weights of the same shape are given. */
  static KerasTensor average(FunctionCall call) {
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
  static KerasTensor range(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] axes = call.axes("axis", x.rank());
    boolean keep = call.flag("keepdims", false);
    Arithmetic math = call.math();
    Tensor range =
        math.sub(
            math.reduce("Max", x.tensor(), keep, axes), math.reduce("Min", x.tensor(), keep, axes));
    return KerasTensor.of(range, shape(x.shape(), axes, keep));
  }

  static KerasTensor variance(FunctionCall call) {
    return spread(call, false);
  }

  static KerasTensor deviation(FunctionCall call) {
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
  static List<KerasTensor> moments(FunctionCall call) {
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

  static KerasTensor logSumExp(FunctionCall call) {
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

  private static Tensor squeezed(Arithmetic math, Tensor x, int[] axes) {
    return axes.length == 0 ? x : math.squeeze(x, axes);
  }

  /** ArgMax or ArgMin; TensorFlow counts in 64 bits, Keras 3 in 32. */
  static FunctionBody.Single position(String op) {
    return call -> {
      KerasTensor x = call.tensor("x");
      ElementType type =
          call.type("dtype").orElse(call.keras3() ? ElementType.INT32 : ElementType.INT64);
      boolean flat = call.keras3() && !call.has("axis");
      boolean keep = call.flag("keepdims", false);
      Tensor value = flat ? call.math().reshape(x.tensor(), -1) : x.tensor();
      int axis = flat ? 0 : call.axis("axis", 0, x.rank());
      Tensor found =
          call.graph()
              .op(op)
              .in(value)
              .in(call.graph().intScalar(axis))
              .attr("output_type", type)
              .out();
      if (flat) {
        return ofAll(call, found, keep ? x.rank() : 0);
      }
      Shape shape = shape(x.shape(), new int[] {axis}, keep);
      return KerasTensor.of(keep ? call.math().expand(found, axis) : found, shape);
    };
  }

  /** A scalar with that many axes of one element. */
  static KerasTensor ofAll(FunctionCall call, Tensor scalar, int axes) {
    int[] ones = new int[axes];
    Arrays.fill(ones, 1);
    long[] dims = IntStream.of(ones).asLongStream().toArray();
    return KerasTensor.of(axes == 0 ? scalar : call.math().reshape(scalar, ones), Shape.of(dims));
  }

  /** Cumsum or Cumprod. */
  static FunctionBody.Single cumulative(String op) {
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

  /** Values divided by the root of their sum of squares, no less than {@code epsilon}. */
  static KerasTensor l2Normalize(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] axes = call.axes("axis", x.rank());
    Arithmetic math = call.math();
    Tensor squares = math.sum(math.square(x.tensor()), true, axes);
    Tensor inverse = math.rsqrt(math.max(squares, call.number("epsilon", 1e-12)));
    return KerasTensor.of(math.mul(x.tensor(), inverse), x.shape());
  }

  /** Keras 3's normalize: by a norm of any order, no less than {@code epsilon}. */
  static KerasTensor normalize(FunctionCall call) {
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
  static KerasTensor norm(FunctionCall call) {
    KerasTensor x = Promotion.floating(call, "x");
    int[] axes = call.axes("axis", x.rank());
    boolean keep = call.flag("keepdims", false) || call.flag("keep_dims", false);
    String order = call.constant("ord").asText("euclidean");
    boolean plain = order.equals("euclidean") || order.equals("fro") || order.equals("None");
    boolean vectors = axes.length == 1 || x.rank() == 1;
    if (!plain && !vectors && (call.keras3() || call.has("axis"))) {
      throw call.layer().refused("takes the norm " + order + " of matrices");
    }
    Tensor norm = norm(call, x.tensor(), plain ? "2" : order, axes);
    Shape shape = shape(x.shape(), axes, keep);
    return KerasTensor.of(keep ? norm : squeezed(call.math(), norm, axes), shape);
  }

  private static Tensor norm(FunctionCall call, Tensor x, String order, int[] axes) {
    Arithmetic math = call.math();
    Tensor size = math.abs(x);
    return switch (order) {
      case "2", "2.0" -> math.sqrt(math.sum(math.square(x), true, axes));
      case "1", "1.0" -> math.sum(size, true, axes);
      case "inf", "Infinity" -> math.reduce("Max", size, true, axes);
      case "-inf", "-Infinity" -> math.reduce("Min", size, true, axes);
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

  /** The greatest k along the last axis, and where they lie. */
  static List<KerasTensor> topK(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int k = call.integer("k", 1);
    List<Tensor> top =
        call.graph()
            .op("TopKV2")
            .in(x.tensor())
            .in(call.graph().intScalar(k))
            .attr("sorted", call.flag("sorted", true))
            .outs();
    Shape shape = x.shape().with(-1, k);
    return top.stream().map(tensor -> KerasTensor.of(tensor, shape)).toList();
  }

  static KerasTensor countNonzero(FunctionCall call) {
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

  /** Sorted along an axis, ascending. */
  static KerasTensor sort(FunctionCall call) {
    return ordered(call, 0);
  }

  static KerasTensor argsort(FunctionCall call) {
    return ordered(call, 1);
  }

  private static KerasTensor ordered(FunctionCall call, int output) {
    KerasTensor x = call.tensor("x");
    int axis = call.axis("axis", -1, x.rank());
    int last = x.rank() - 1;
    int[] swap = IntStream.rangeClosed(0, last).toArray();
    swap[axis] = last;
    swap[last] = axis;
    Arithmetic math = call.math();
    boolean descending = call.text("direction", "ASCENDING").equals("DESCENDING");
    Tensor value = math.transpose(x.tensor(), swap);
    Tensor length = Shapes.dim(call.graph(), call.graph().apply("Shape", value), last);
    Tensor keys = descending ? value : math.neg(value);
    List<Tensor> top = call.graph().op("TopKV2").in(keys).in(length).outs();
    Tensor found = top.get(output);
    if (output == 0 && !descending) {
      found = math.neg(found);
    }
    return KerasTensor.of(math.transpose(found, swap), x.shape());
  }

  /** The middle value along axes, the mean of the two in the middle where the number is even. */
  static KerasTensor median(FunctionCall call) {
    KerasTensor x = Promotion.floating(call, "x");
    int[] axes = call.axes("axis", x.rank());
    boolean keep = call.flag("keepdims", false);
    int[] rest =
        IntStream.range(0, x.rank())
            .filter(i -> IntStream.of(axes).noneMatch(a -> a == i))
            .toArray();
    Arithmetic math = call.math();
    GraphBuilder graph = call.graph();
    Tensor moved =
        math.transpose(
            x.tensor(), IntStream.concat(IntStream.of(rest), IntStream.of(axes)).toArray());
    Tensor actual = graph.apply("Shape", moved);
    Tensor outer = math.slice(actual, new int[] {0}, new int[] {rest.length});
    Tensor rows = graph.apply("Reshape", moved, math.concat(List.of(outer, graph.ints(-1)), 0));
    Tensor length = Shapes.dim(graph, graph.apply("Shape", rows), rest.length);
    Tensor sorted = graph.op("TopKV2").in(rows).in(length).first();
    Tensor low = graph.apply("FloorDiv", math.sub(length, 1), graph.intScalar(2));
    Tensor high = graph.apply("FloorDiv", length, graph.intScalar(2));
    Tensor axis = graph.intScalar(rest.length);
    Tensor middle =
        math.mul(
            math.add(
                graph.apply("GatherV2", sorted, low, axis),
                graph.apply("GatherV2", sorted, high, axis)),
            0.5);
    Shape shape = shape(x.shape(), axes, keep);
    if (keep) {
      int[] ascending = axes.clone();
      Arrays.sort(ascending);
      for (int a : ascending) {
        middle = math.expand(middle, a);
      }
    }
    return KerasTensor.of(middle, shape);
  }
}
