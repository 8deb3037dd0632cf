package dev.salvor.convert.keras.layers.functions.ragged;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.ragged.Rows;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;

/**
 * {@code x[:, from:to]} and {@code x[:, i]} of a tensor with one ragged axis: a part of each row,
 * or one of its values (tensorflow/python/ops/ragged/ragged_getitem.py).
 */
final class RaggedItems {
  private RaggedItems() {}

  static KerasTensor of(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    JsonNode key = call.constant("key");
    boolean rows = key.isArray() && key.size() == 2 && whole(key.path(0));
    JsonNode item = key.path(1);
    boolean part = item.isObject() && item.path("step").isNull();
    if (!rows || x.splits().size() != 1 || !(part || item.isIntegralNumber())) {
      throw call.layer().refused("takes " + key + " of a ragged tensor, which is not supported");
    }
    return part ? part(call, x, item) : one(call, x, item.longValue());
  }

  private static boolean whole(JsonNode item) {
    return item.isObject()
        && item.path("start").isNull()
        && item.path("stop").isNull()
        && item.path("step").isNull();
  }

  private static KerasTensor one(FunctionCall call, KerasTensor x, long index) {
    GraphBuilder graph = call.graph();
    Rows rows = new Rows(graph);
    Tensor splits = x.splits().get(0);
    Tensor from = index < 0 ? rows.limits(splits) : rows.starts(splits);
    Tensor at = new Arithmetic(graph).add(from, (double) index);
    Tensor taken = graph.apply("GatherV2", x.tensor(), at, graph.intScalar(0));
    Shape shape = x.shape().slice(0, 1).concat(x.shape().slice(2, x.rank()));
    return KerasTensor.of(taken, shape);
  }

  private static KerasTensor part(FunctionCall call, KerasTensor x, JsonNode item) {
    GraphBuilder graph = call.graph();
    Arithmetic math = new Arithmetic(graph);
    Rows rows = new Rows(graph);
    Tensor splits = x.splits().get(0);
    Tensor lengths = rows.lengths(splits);
    Tensor zero = graph.apply("ZerosLike", lengths);
    Tensor from = bound(call, math, lengths, item.path("start"), zero);
    Tensor to = math.max(bound(call, math, lengths, item.path("stop"), lengths), from);
    Tensor ids = rows.rowIds(splits, x.tensor());
    Tensor place = rows.places(splits, x.tensor());
    Tensor axis = graph.intScalar(0);
    Tensor behind = graph.apply("GreaterEqual", place, graph.apply("GatherV2", from, ids, axis));
    Tensor before = graph.apply("Less", place, graph.apply("GatherV2", to, ids, axis));
    Tensor where = math.squeeze(graph.apply("Where", math.and(behind, before)), 1);
    Tensor values = graph.apply("GatherV2", x.tensor(), where, axis);
    Tensor kept = rows.splits(math.sub(to, from));
    return new KerasTensor(values, x.shape().with(1, Shape.UNKNOWN), null, List.of(kept));
  }

  /** A bound within each row, counted from its end where negative. */
  private static Tensor bound(
      FunctionCall call, Arithmetic math, Tensor lengths, JsonNode given, Tensor absent) {
    if (given.isNull() || given.isMissingNode()) {
      return absent;
    }
    if (!given.isIntegralNumber()) {
      throw call.layer().refused("takes a part of a ragged tensor up to " + given);
    }
    boolean fromEnd = given.longValue() < 0;
    Tensor origin = fromEnd ? lengths : math.graph().apply("ZerosLike", lengths);
    Tensor counted = math.add(origin, given.doubleValue());
    return math.max(math.min(counted, lengths), 0);
  }
}
