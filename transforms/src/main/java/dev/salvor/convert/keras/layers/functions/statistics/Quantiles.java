package dev.salvor.convert.keras.layers.functions.statistics;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.convert.keras.layers.functions.reduction.Reductions;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Quantiles along axes: sorted values at {@code q (n - 1)}, between two by the method
 * (keras/src/backend/tensorflow/numpy.py, _quantile). Axes of q come first.
 */
public final class Quantiles {
  private Quantiles() {}

  /**
   * Quantiles of Keras 3.0 to 3.15 are linear whatever the operation's {@code method}, which its
   * call leaves out (keras/src/ops/numpy.py, class Quantile).
   */
  public static KerasTensor linear(FunctionCall call) {
    call.text("method", "linear");
    return of(call, fractions(call, 1), "linear");
  }

  /** Percentiles, by their method. */
  public static KerasTensor percentile(FunctionCall call) {
    return of(call, fractions(call, 100), call.text("method", "linear"));
  }

  /** The middle value, the mean of the two in the middle where the number is even. */
  public static KerasTensor median(FunctionCall call) {
    Tensor half = call.graph().scalar(ElementType.FLOAT64, 0.5);
    return of(call, KerasTensor.of(half, Shape.SCALAR), "linear");
  }

  /** {@code q} of {@code scale}, in 32 bits before it becomes one of 64. */
  static KerasTensor fractions(FunctionCall call, double scale) {
    KerasTensor q = call.tensor("q");
    Arithmetic math = call.math();
    Tensor value = q.tensor();
    if (scale != 1) {
      value = math.div(math.cast(value, ElementType.FLOAT32), scale);
    }
    return KerasTensor.of(math.cast(value, ElementType.FLOAT64), q.shape());
  }

  private static KerasTensor of(FunctionCall call, KerasTensor q, String method) {
    KerasTensor x = Promotion.floating(call, "x");
    int[] axes = call.axes("axis", x.rank());
    Arithmetic math = call.math();
    Tensor sorted = sorted(call, x, axes, x.tensor());
    int outer = x.rank() - axes.length;
    Tensor length = Shapes.dim(call.graph(), call.graph().apply("Shape", sorted), outer);
    Picking picking = new Picking(math, sorted, outer, 0);
    Tensor found = picking.at(call, math.sub(length, 1), q.tensor(), method);
    Tensor unknown = math.reduce("Any", math.unary("IsNan", x.tensor()), false, axes);
    Tensor nan = call.graph().scalarLike(found, Double.NaN);
    return placed(call, math.where(wide(math, unknown, q.rank()), nan, found), x, axes, q);
  }

  /** Further axes of one element at the end. */
  static Tensor wide(Arithmetic math, Tensor x, int axes) {
    Tensor result = x;
    for (int i = 0; i < axes; i++) {
      result = math.expand(result, -1);
    }
    return result;
  }

  /** The reduced axes put back where they are kept, then those of q brought to the front. */
  static KerasTensor placed(
      FunctionCall call, Tensor found, KerasTensor x, int[] axes, KerasTensor q) {
    boolean keep = call.flag("keepdims", false);
    Tensor result = found;
    Shape shape = Reductions.shape(x.shape(), axes, keep);
    if (keep) {
      for (int axis : IntStream.of(axes).sorted().toArray()) {
        result = call.math().expand(result, axis);
      }
    }
    int rest = shape.rank();
    int rank = rest + q.rank();
    int[] order = IntStream.range(0, rank).map(i -> (i + rest) % rank).toArray();
    return KerasTensor.of(call.math().transpose(result, order), q.shape().concat(shape));
  }

  /** The axes of {@code value} as one, the last, its values ascending. */
  static Tensor sorted(FunctionCall call, KerasTensor x, int[] axes, Tensor value) {
    int[] rest =
        IntStream.range(0, x.rank())
            .filter(i -> IntStream.of(axes).noneMatch(a -> a == i))
            .toArray();
    Arithmetic math = call.math();
    GraphBuilder graph = call.graph();
    int[] order = IntStream.concat(IntStream.of(rest), IntStream.of(axes)).toArray();
    Tensor moved = math.transpose(value, order);
    Tensor outer = math.slice(graph.apply("Shape", moved), new int[] {0}, new int[] {rest.length});
    Tensor rows = graph.apply("Reshape", moved, math.concat(List.of(outer, graph.ints(-1)), 0));
    Tensor length = Shapes.dim(graph, graph.apply("Shape", rows), rest.length);
    Tensor descending = graph.op("TopKV2").in(rows).in(length).first();
    return graph.apply("ReverseV2", descending, graph.ints(rest.length));
  }

  /**
   * Picks from rows of sorted values.
   *
   * @param outer axes before the sorted one
   * @param shared how many of them places have too
   */
  record Picking(Arithmetic math, Tensor sorted, int outer, int shared) {

    /**
     * @param last the place of the last value, an integer
     */
    Tensor at(FunctionCall call, Tensor last, Tensor q, String method) {
      Tensor exact = math.mul(math.cast(last, ElementType.FLOAT64), q);
      Tensor low = within(math.unary("Floor", exact), last);
      Tensor high = within(math.unary("Ceil", exact), last);
      return switch (method) {
        case "lower" -> gathered(low);
        case "higher" -> gathered(high);
        case "nearest" -> gathered(within(math.unary("Round", exact), last));
        case "midpoint" -> math.mul(math.add(gathered(low), gathered(high)), 0.5);
        case "linear" -> {
          Tensor before = math.max(math.sub(high, 1), 0);
          Tensor after = math.min(math.add(before, 1), last);
          Tensor distance = math.sub(math.cast(after, ElementType.FLOAT64), exact);
          Tensor share = math.cast(distance, sorted.type());
          Tensor upper = math.mul(gathered(after), math.sub(1, share));
          yield math.add(upper, math.mul(gathered(before), share));
        }
        default -> throw call.layer().refused("interpolates by " + method);
      };
    }

    private Tensor within(Tensor place, Tensor last) {
      return math.max(math.min(math.cast(place, ElementType.INT32), last), 0);
    }

    private Tensor gathered(Tensor place) {
      return math.graph()
          .op("GatherV2")
          .in(sorted)
          .in(math.max(place, 0))
          .in(math.graph().intScalar(outer))
          .attr("batch_dims", shared)
          .out();
    }
  }
}
