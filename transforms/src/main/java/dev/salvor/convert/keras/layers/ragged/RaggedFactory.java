package dev.salvor.convert.keras.layers.ragged;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * ClassMethod layers: the ways to make a ragged tensor of dense ones, {@code
 * tf.RaggedTensor.from_…} (tensorflow/python/ops/ragged/ragged_tensor.py).
 */
public final class RaggedFactory implements LayerConverter {
  private static final Map<String, Function<LayerCall, KerasTensor>> METHODS =
      Map.of(
          "from_tensor", RaggedFactory::fromTensor,
          "from_row_splits", call -> rows(call, "row_splits"),
          "from_row_lengths", call -> rows(call, "row_lengths"),
          "from_row_starts", call -> rows(call, "row_starts"),
          "from_row_limits", call -> rows(call, "row_limits"),
          "from_value_rowids", RaggedFactory::fromRowIds);

  @Override
  public boolean autocast() {
    return false;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    String symbol = call.config().text("cls_symbol");
    String method = call.config().text("method_name");
    Function<LayerCall, KerasTensor> known = METHODS.get(method);
    if (!symbol.equals("RaggedTensor") || known == null || call.args().isEmpty()) {
      throw call.refused("calls tf." + symbol + "." + method + ", which is not supported");
    }
    return List.of(known.apply(call));
  }

  private static KerasTensor fromTensor(LayerCall call) {
    MethodCall method =
        MethodCall.ofClass(call, "tensor lengths padding ragged_rank name row_splits_dtype");
    KerasTensor x = method.dense("tensor");
    int rank = method.integer("ragged_rank", 1);
    if (rank != 1 || x.rank() < 2) {
      throw call.refused("makes " + rank + " axes of " + x.shape() + " ragged");
    }
    wide(call, method);
    Rows rows = new Rows(call.graph());
    Arithmetic math = new Arithmetic(call.graph());
    Tensor steps = math.cast(steps(call.graph(), x.tensor()), ElementType.INT64);
    Tensor lengths;
    JsonNode padding = method.constant("padding");
    if (!padding.isMissingNode()) {
      if (method.tensor("lengths").isPresent()) {
        throw call.refused("is called with lengths and padding");
      }
      lengths = unpadded(call, x, padding, steps);
    } else if (method.tensor("lengths").isPresent()) {
      KerasTensor given = method.dense("lengths");
      if (given.rank() != 1) {
        throw call.refused("is called with lengths " + given.shape());
      }
      Tensor whole = math.cast(given.tensor(), ElementType.INT64);
      lengths = math.max(math.min(whole, steps), 0);
    } else {
      Tensor each = rows.count(x.tensor());
      lengths = call.graph().apply("Fill", math.reshape(each, 1), steps);
    }
    method.done("name");
    return rows.ragged(x, lengths);
  }

  private static Tensor steps(GraphBuilder graph, Tensor x) {
    return Shapes.dim(graph, graph.apply("Shape", x), 1);
  }

  /** Behind the last step that is not padding there is nothing (from_tensor, padding). */
  private static Tensor unpadded(LayerCall call, KerasTensor x, JsonNode padding, Tensor steps) {
    GraphBuilder graph = call.graph();
    Arithmetic math = new Arithmetic(graph);
    boolean numeric = x.type() != ElementType.STRING && x.type() != ElementType.BOOL;
    if (!numeric || !(padding.isNumber() || (padding.isArray() && x.rank() == 3))) {
      throw call.refused("is called with padding=" + padding);
    }
    double[] values =
        padding.isArray()
            ? IntStream.range(0, padding.size())
                .mapToDouble(i -> padding.get(i).asDouble())
                .toArray()
            : new double[] {padding.doubleValue()};
    if (padding.isArray() && x.shape().dim(2) != values.length) {
      throw call.refused("is called with padding=" + padding + " for " + x.shape());
    }
    Shape shape = padding.isArray() ? Shape.of(values.length) : Shape.SCALAR;
    Tensor filler = graph.numbers(x.type(), shape, values);
    Tensor differs = math.notEqual(x.tensor(), filler);
    int[] inner = IntStream.range(2, x.rank()).toArray();
    Tensor real = inner.length == 0 ? differs : math.reduce("Any", differs, false, inner);
    Rows rows = new Rows(graph);
    Tensor counted =
        graph.apply("Range", rows.longScalar(1), math.add(steps, 1), rows.longScalar(1));
    Tensor position = graph.apply("SelectV2", real, counted, graph.scalarLike(counted, 0));
    Tensor last = math.reduce("Max", position, false, 1);
    return math.max(last, 0); // of no steps at all
  }

  private static KerasTensor rows(LayerCall call, String partition) {
    MethodCall method = MethodCall.ofClass(call, "values " + partition + " name validate");
    KerasTensor values = method.dense("values");
    KerasTensor given = method.dense(partition);
    method.done("name", "validate");
    GraphBuilder graph = call.graph();
    Arithmetic math = new Arithmetic(graph);
    Rows rows = new Rows(graph);
    Tensor numbers = math.cast(given.tensor(), ElementType.INT64);
    Tensor splits =
        switch (partition) {
          case "row_splits" -> numbers;
          case "row_lengths" -> rows.splits(numbers);
          case "row_starts" ->
              math.concat(List.of(numbers, math.reshape(rows.count(values.tensor()), 1)), 0);
          default -> math.concat(List.of(graph.longs(0), numbers), 0);
        };
    return of(values, splits);
  }

  private static KerasTensor fromRowIds(LayerCall call) {
    MethodCall method = MethodCall.ofClass(call, "values value_rowids nrows name validate");
    KerasTensor values = method.dense("values");
    KerasTensor given = method.dense("value_rowids");
    GraphBuilder graph = call.graph();
    Arithmetic math = new Arithmetic(graph);
    Rows rows = new Rows(graph);
    Tensor ids = math.cast(given.tensor(), ElementType.INT64);
    int count = method.integer("nrows", -1);
    if (count < 0) {
      throw call.refused("is called without nrows");
    }
    method.done("name", "validate");
    Tensor ones = graph.apply("OnesLike", ids);
    Tensor lengths = graph.apply("UnsortedSegmentSum", ones, ids, rows.longScalar(count));
    return of(values, rows.splits(lengths));
  }

  private static KerasTensor of(KerasTensor values, Tensor splits) {
    Shape shape =
        Shape.of(Shape.UNKNOWN, Shape.UNKNOWN).concat(values.shape().slice(1, values.rank()));
    return new KerasTensor(values.tensor(), shape, null, List.of(splits));
  }

  private static void wide(LayerCall call, MethodCall method) {
    JsonNode type = method.constant("row_splits_dtype");
    if (!type.isMissingNode() && !type.asText().endsWith("int64")) {
      throw call.refused("is called with row_splits_dtype=" + type);
    }
  }
}
