package dev.salvor.convert.keras.layers.functions.statistics;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.array.Ranges;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Values counted by bins, and the bins that they fall into. */
public final class Binning {
  private Binning() {}

  /** Which of some bins every number falls into: Bucketize. */
  public static KerasTensor digitize(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    List<Double> bounds = new ArrayList<>();
    for (JsonNode bound : call.constant("bins")) {
      if (!bound.isNumber()) {
        throw call.layer().refused("has bins that are no numbers");
      }
      bounds.add(bound.doubleValue());
    }
    ElementType type = x.type().floating() || x.type().size() > 2 ? x.type() : ElementType.INT32;
    type = type.id().equals("uint32") ? ElementType.INT64 : type;
    ElementType half = x.type().floating() && x.type().size() < 4 ? ElementType.FLOAT32 : type;
    Tensor found =
        call.graph()
            .op("Bucketize")
            .in(call.math().cast(x.tensor(), half))
            .attr("boundaries", bounds.toArray())
            .out();
    return KerasTensor.of(found, x.shape());
  }

  /** Where values would be put into a sorted vector. */
  public static KerasTensor searchSorted(FunctionCall call) {
    KerasTensor sorted = call.tensor("sorted");
    KerasTensor x = call.tensor("x", sorted.type());
    String side = call.text("side", "left");
    if (sorted.rank() != 1 || sorted.type() != x.type()) {
      throw call.layer().refused("searches " + x.type().id() + " in " + sorted.shape());
    }
    Arithmetic math = call.math();
    Tensor row = math.reshape(x.tensor(), 1, -1);
    Tensor found = bound(math, math.reshape(sorted.tensor(), 1, -1), row, side);
    Tensor shape = call.graph().apply("Shape", x.tensor());
    return KerasTensor.of(call.graph().apply("Reshape", found, shape), x.shape());
  }

  /** Rows of values in rows of sorted ones. */
  private static Tensor bound(Arithmetic math, Tensor sorted, Tensor values, String side) {
    String op = side.equals("right") ? "UpperBound" : "LowerBound";
    return math.graph().apply(op, sorted, values);
  }

  /** How often each number occurs in a row, or the sums of their weights. */
  public static KerasTensor counts(FunctionCall call) {
    KerasTensor given = call.tensor("x");
    if (call.flag("sparse", false)) {
      throw call.layer().refused("makes a sparse tensor");
    }
    if (given.rank() > 2) {
      throw call.layer().refused("counts in " + given.shape());
    }
    boolean index = given.type() == ElementType.INT32 || given.type() == ElementType.INT64;
    KerasTensor x = index ? given : Promotion.cast(call, given, ElementType.INT32);
    Arithmetic math = call.math();
    GraphBuilder graph = call.graph();
    Tensor flat = math.reshape(x.tensor(), -1);
    Tensor all = math.add(math.reduce("Max", flat, false, 0), 1);
    Tensor some = math.cast(math.greater(graph.apply("Size", flat), 0), x.type());
    Tensor size = math.max(math.mul(all, some), call.integer("minlength", 0));
    ElementType type = ElementType.INT32;
    Tensor weight = graph.numbers(ElementType.INT32, Shape.of(0));
    if (call.has("weights")) {
      KerasTensor weights = call.tensor("weights");
      type = Promotion.common(given.type(), weights.type());
      weight = math.cast(weights.tensor(), weighed(weights.type()));
    }
    Tensor counted = graph.op("DenseBincount").in(x.tensor()).in(size).in(weight).out();
    Shape shape = x.shape().slice(0, x.rank() - 1).append(Shape.UNKNOWN);
    return KerasTensor.of(math.cast(counted, type), shape);
  }

  private static ElementType weighed(ElementType type) {
    return switch (type) {
      case INT32, INT64, FLOAT32, FLOAT64 -> type;
      default -> type.id().contains("int") ? ElementType.INT32 : ElementType.FLOAT32;
    };
  }

  /** Counts of equally wide bins of a vector, and their edges. */
  public static List<KerasTensor> histogram(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int bins = call.integer("bins", 10);
    if (x.rank() != 1 || bins < 1 || bins > 1 << 20 || !x.type().floating()) {
      throw call.layer().refused("counts " + x.type().id() + " in " + x.shape());
    }
    Arithmetic math = call.math();
    GraphBuilder graph = call.graph();
    Tensor value = x.tensor();
    Tensor low = math.reduce("Min", value, false, 0);
    Tensor high = math.reduce("Max", value, false, 0);
    JsonNode range = call.constant("range");
    if (range.isArray() && range.size() == 2) {
      low = graph.scalarLike(value, range.get(0).asDouble());
      high = graph.scalarLike(value, range.get(1).asDouble());
    }
    Tensor inside =
        math.and(graph.apply("GreaterEqual", value, low), graph.apply("LessEqual", value, high));
    Tensor places = graph.apply("Where", inside);
    Tensor kept = math.reshape(graph.apply("GatherNd", value, places), 1, -1);
    Tensor edges = Ranges.spaced(math, low, high, bins + 1, 0);
    Tensor inner = math.slice(edges, new int[] {1}, new int[] {bins - 1});
    Tensor bin = math.squeeze(bound(math, math.reshape(inner, 1, -1), kept, "right"), 0);
    Tensor ones = graph.apply("OnesLike", math.squeeze(kept, 0));
    Tensor counted = graph.apply("ScatterNd", math.expand(bin, -1), ones, graph.ints(bins));
    return List.of(
        KerasTensor.of(counted, Shape.of(bins)), KerasTensor.of(edges, Shape.of(bins + 1L)));
  }
}
