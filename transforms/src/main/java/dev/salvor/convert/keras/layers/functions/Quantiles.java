package dev.salvor.convert.keras.layers.functions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Quantiles along axes: sorted values at {@code q (n - 1)}, between two by the method
 * (keras/src/backend/tensorflow/numpy.py, _quantile).
 */
final class Quantiles {
  private Quantiles() {}

  /**
   * Quantiles of Keras 3.0 to 3.15 are linear whatever the operation's {@code method}, which its
   * call leaves out (keras/src/ops/numpy.py, class Quantile).
   */
  static KerasTensor linear(FunctionCall call) {
    call.text("method", "linear");
    return of(call, 1, "linear");
  }

  /** Percentiles, by their method. */
  static KerasTensor percentile(FunctionCall call) {
    return of(call, 100, call.text("method", "linear"));
  }

  private static KerasTensor of(FunctionCall call, double scale, String method) {
    KerasTensor x = Promotion.floating(call, "x");
    int[] axes = call.axes("axis", x.rank());
    boolean keep = call.flag("keepdims", false);
    JsonNode q = call.constant("q");
    Tensor sorted = sorted(call, x, axes);
    Tensor unknown = call.math().reduce("Any", call.math().unary("IsNan", x.tensor()), false, axes);
    int place = x.rank() - axes.length;
    List<Tensor> results = new ArrayList<>();
    for (JsonNode each : q.isArray() ? q : List.of(q)) {
      if (!each.isNumber()) {
        throw call.layer().refused("takes quantiles " + q + ", which is not supported");
      }
      Tensor found = at(call, sorted, place, each.doubleValue() / scale, method);
      Tensor nan = call.graph().scalarLike(found, Double.NaN);
      Tensor value = call.math().where(unknown, nan, found);
      results.add(keep ? kept(call.math(), value, axes) : value);
    }
    Shape shape = Reductions.shape(x.shape(), axes, keep);
    return q.isArray()
        ? KerasTensor.of(
            call.graph().op("Pack").in(results).out(), Shape.of(results.size()).concat(shape))
        : KerasTensor.of(results.get(0), shape);
  }

  private static Tensor kept(Arithmetic math, Tensor value, int[] axes) {
    Tensor result = value;
    for (int axis : IntStream.of(axes).sorted().toArray()) {
      result = math.expand(result, axis);
    }
    return result;
  }

  /** The axes as one, the last, its values ascending. */
  private static Tensor sorted(FunctionCall call, KerasTensor x, int[] axes) {
    int[] rest =
        IntStream.range(0, x.rank())
            .filter(i -> IntStream.of(axes).noneMatch(a -> a == i))
            .toArray();
    Arithmetic math = call.math();
    GraphBuilder graph = call.graph();
    int[] order = IntStream.concat(IntStream.of(rest), IntStream.of(axes)).toArray();
    Tensor moved = math.transpose(x.tensor(), order);
    Tensor outer = math.slice(graph.apply("Shape", moved), new int[] {0}, new int[] {rest.length});
    Tensor rows = graph.apply("Reshape", moved, math.concat(List.of(outer, graph.ints(-1)), 0));
    Tensor length = Shapes.dim(graph, graph.apply("Shape", rows), rest.length);
    Tensor descending = graph.op("TopKV2").in(rows).in(length).first();
    return graph.apply("ReverseV2", descending, graph.ints(rest.length));
  }

  private static Tensor at(FunctionCall call, Tensor sorted, int axis, double q, String method) {
    Arithmetic math = call.math();
    GraphBuilder graph = call.graph();
    Tensor length = Shapes.dim(graph, graph.apply("Shape", sorted), axis);
    Tensor last = math.sub(length, 1);
    Tensor exact = math.mul(math.cast(last, ElementType.FLOAT64), q);
    Tensor low = within(math, math.unary("Floor", exact), last);
    Tensor high = within(math, math.unary("Ceil", exact), last);
    return switch (method) {
      case "lower" -> gathered(call, sorted, low, axis);
      case "higher" -> gathered(call, sorted, high, axis);
      case "nearest" ->
          gathered(call, sorted, within(math, math.unary("Round", exact), last), axis);
      case "midpoint" ->
          math.mul(
              math.add(gathered(call, sorted, low, axis), gathered(call, sorted, high, axis)), 0.5);
      case "linear" -> {
        Tensor before = math.max(math.sub(high, 1), 0);
        Tensor after = math.min(math.add(before, 1), last);
        Tensor distance = math.sub(math.cast(after, ElementType.FLOAT64), exact);
        Tensor share = math.cast(distance, sorted.type());
        Tensor upper = math.mul(gathered(call, sorted, after, axis), math.sub(1, share));
        yield math.add(upper, math.mul(gathered(call, sorted, before, axis), share));
      }
      default -> throw call.layer().refused("interpolates by " + method);
    };
  }

  private static Tensor within(Arithmetic math, Tensor place, Tensor last) {
    return math.min(math.max(math.cast(place, ElementType.INT32), 0), last);
  }

  private static Tensor gathered(FunctionCall call, Tensor sorted, Tensor place, int axis) {
    return call.graph().apply("GatherV2", sorted, place, call.graph().intScalar(axis));
  }
}
