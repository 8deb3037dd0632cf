package dev.salvor.convert.keras.layers.ragged;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.RaggedInputs;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * InstanceMethod and InstanceProperty layers: what is asked of a ragged tensor by name
 * (tensorflow/python/ops/ragged/ragged_tensor.py).
 */
public final class RaggedMember implements LayerConverter {

  /** One method or property. */
  @FunctionalInterface
  private interface Member {
    List<KerasTensor> of(LayerCall call, KerasTensor x);
  }

  private static final Map<String, Member> MEMBERS =
      Map.ofEntries(
          Map.entry("values", RaggedMember::values),
          Map.entry("flat_values", (call, x) -> List.of(x.flat().withMask(null))),
          Map.entry("row_splits", (call, x) -> List.of(numbers(x.splits().get(0)))),
          Map.entry(
              "nested_row_splits",
              (call, x) -> x.splits().stream().map(RaggedMember::numbers).toList()),
          Map.entry("nrows", RaggedMember::count),
          Map.entry("row_starts", (call, x) -> rows(call, new Rows(call.graph()).starts(outer(x)))),
          Map.entry("row_limits", (call, x) -> rows(call, new Rows(call.graph()).limits(outer(x)))),
          Map.entry("row_lengths", RaggedMember::lengths),
          Map.entry("value_rowids", RaggedMember::rowIds),
          Map.entry("with_values", RaggedMember::withValues),
          Map.entry("with_flat_values", RaggedMember::withValues),
          Map.entry("merge_dims", RaggedMember::merged),
          Map.entry("to_tensor", RaggedMember::toTensor));

  @Override
  public boolean autocast() {
    return false;
  }

  @Override
  public RaggedInputs ragged(LayerConfig config) {
    return RaggedInputs.WHOLE;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    String name = call.config().text("attr_name");
    KerasTensor x = call.input();
    Member member = MEMBERS.get(name);
    if (member == null || !x.ragged()) {
      String what = x.ragged() ? "a ragged tensor" : "a tensor that is not ragged";
      throw call.refused("asks " + name + " of " + what + ", which is not supported");
    }
    return member.of(call, x);
  }

  private static Tensor outer(KerasTensor x) {
    return x.splits().get(0);
  }

  private static KerasTensor numbers(Tensor tensor) {
    return KerasTensor.of(tensor, Shape.of(Shape.UNKNOWN));
  }

  private static List<KerasTensor> rows(LayerCall call, Tensor result) {
    MethodCall.ofInstance(call, "name").done("name");
    return List.of(numbers(result));
  }

  /** The rows without the first axis: ragged still where more than one was. */
  private static List<KerasTensor> values(LayerCall call, KerasTensor x) {
    List<Tensor> rest = x.splits().subList(1, x.splits().size());
    Shape shape = Shape.of(Shape.UNKNOWN).concat(x.shape().slice(2, x.rank()));
    return List.of(new KerasTensor(x.tensor(), shape, null, rest));
  }

  private static List<KerasTensor> count(LayerCall call, KerasTensor x) {
    type(call, MethodCall.ofInstance(call, "out_type name"));
    Rows rows = new Rows(call.graph());
    return List.of(KerasTensor.of(rows.count(rows.starts(outer(x))), Shape.SCALAR));
  }

  private static void type(LayerCall call, MethodCall method) {
    JsonNode type = method.constant("out_type");
    if (!type.isMissingNode() && !type.asText().endsWith("int64")) {
      throw call.refused("is called with out_type=" + type);
    }
    method.done("name");
  }

  private static List<KerasTensor> lengths(LayerCall call, KerasTensor x) {
    MethodCall method = MethodCall.ofInstance(call, "axis name");
    int axis = method.integer("axis", 1);
    method.done("name");
    if (axis < 1 || axis > x.splits().size()) {
      throw call.refused("asks for the lengths of axis " + axis + " of " + x.shape());
    }
    Tensor lengths = new Rows(call.graph()).lengths(x.splits().get(axis - 1));
    Shape shape = x.shape().slice(0, axis);
    return List.of(new KerasTensor(lengths, shape, null, x.splits().subList(0, axis - 1)));
  }

  private static List<KerasTensor> rowIds(LayerCall call, KerasTensor x) {
    if (x.splits().size() != 1) {
      throw call.refused("asks for the rows of the values of " + x.shape());
    }
    return rows(call, new Rows(call.graph()).rowIds(outer(x), x.tensor()));
  }

  private static List<KerasTensor> withValues(LayerCall call, KerasTensor x) {
    boolean flat = call.config().text("attr_name").equals("with_flat_values");
    MethodCall method = MethodCall.ofInstance(call, "new_values");
    KerasTensor given = method.dense("new_values");
    method.done();
    if (!flat && x.splits().size() != 1) {
      throw call.refused("gives new values to " + x.shape());
    }
    return List.of(given.withMask(null).inRowsOf(x));
  }

  /** Two ragged axes that follow each other become one. */
  private static List<KerasTensor> merged(LayerCall call, KerasTensor x) {
    MethodCall method = MethodCall.ofInstance(call, "outer_axis inner_axis");
    int from = method.integer("outer_axis", 0);
    int to = method.integer("inner_axis", 0);
    method.done();
    if (from < 1 || to != from + 1 || to > x.splits().size()) {
      throw call.refused("merges axes " + from + " to " + to + " of " + x.shape());
    }
    GraphBuilder graph = call.graph();
    Tensor joined =
        graph.apply(
            "GatherV2", x.splits().get(to - 1), x.splits().get(from - 1), graph.intScalar(0));
    List<Tensor> splits = new ArrayList<>(x.splits().subList(0, from - 1));
    splits.add(joined);
    splits.addAll(x.splits().subList(to, x.splits().size()));
    Shape shape =
        x.shape().slice(0, from).append(Shape.UNKNOWN).concat(x.shape().slice(to + 1, x.rank()));
    return List.of(new KerasTensor(x.tensor(), shape, null, splits));
  }

  private static List<KerasTensor> toTensor(LayerCall call, KerasTensor x) {
    MethodCall method = MethodCall.ofInstance(call, "default_value name shape");
    JsonNode filler = method.constant("default_value");
    Shape wanted = method.shape("shape", x.rank());
    method.done("name");
    GraphBuilder graph = call.graph();
    boolean text = x.type() == ElementType.STRING;
    boolean known = filler.isMissingNode() || (text ? filler.isTextual() : filler.isNumber());
    if (!known || x.type() == ElementType.BOOL) {
      throw call.refused("is called with default_value=" + filler);
    }
    Tensor value =
        text
            ? graph.strings(Shape.SCALAR, List.of(filler.asText("")))
            : graph.scalarLike(x.tensor(), filler.asDouble(0));
    KerasTensor dense = new Rows(graph).dense(x, value, wanted);
    return List.of(dense);
  }
}
