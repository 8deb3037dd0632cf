package dev.salvor.inspect.keras.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The calls of a layer in a functional model. Two encodings: lists of {@code [layer, node, tensor,
 * kwargs]} (Keras 1 to tf.keras 2.15, keras/engine/node.py) and {@code {"args", "kwargs"}} with
 * {@code __keras_tensor__} leaves (Keras 3, keras/src/models/functional.py). Call indices are as
 * written; {@link ArchitectureReader} counts them from 0.
 */
final class InboundNodes {
  private static final String CONSTANT = "_CONSTANT_VALUE";

  private final Set<String> layers;

  /**
   * @param layers names of the model's layers: a list that begins with one is a tensor
   */
  InboundNodes(Set<String> layers) {
    this.layers = layers;
  }

  List<Call> calls(JsonNode inboundNodes) {
    List<Call> calls = new ArrayList<>();
    for (JsonNode node : inboundNodes) {
      calls.add(node.has("args") ? keras3(node) : legacy(node));
    }
    return calls;
  }

  private Call legacy(JsonNode node) {
    Map<String, Argument<TensorRef>> kwargs = new LinkedHashMap<>();
    Argument<TensorRef> first = legacyArgument(node, kwargs);
    if (first instanceof Argument.Sequence<TensorRef> sequence
        && sequence.items().size() == 1
        && !(sequence.items().get(0) instanceof Argument.Sequence)) {
      first = sequence.items().get(0);
    }
    return new Call(List.of(first), kwargs);
  }

  /** The keyword arguments stand at every tensor of the first argument; all are the same. */
  private Argument<TensorRef> legacyArgument(
      JsonNode node, Map<String, Argument<TensorRef>> kwargs) {
    if (isTriple(node)) {
      if (node.size() > 3) {
        node.get(3)
            .fields()
            .forEachRemaining(field -> kwargs.putIfAbsent(field.getKey(), value(field.getValue())));
      }
      return triple(node);
    }
    if (node.isArray()) {
      List<Argument<TensorRef>> items = new ArrayList<>();
      node.forEach(item -> items.add(legacyArgument(item, kwargs)));
      return new Argument.Sequence<>(items);
    }
    if (node.isObject()) {
      Map<String, Argument<TensorRef>> items = new LinkedHashMap<>();
      node.fields()
          .forEachRemaining(
              field -> items.put(field.getKey(), legacyArgument(field.getValue(), kwargs)));
      return new Argument.Mapping<>(items);
    }
    return new Argument.Constant<>(node);
  }

  /** A keyword argument: a constant unless a tensor is somewhere in it. */
  private Argument<TensorRef> value(JsonNode node) {
    if (isTriple(node) && node.size() <= 4) {
      return triple(node);
    }
    if (node.isArray() && containsTriple(node)) {
      List<Argument<TensorRef>> items = new ArrayList<>();
      node.forEach(item -> items.add(value(item)));
      return new Argument.Sequence<>(items);
    }
    if (node.isObject() && containsTriple(node)) {
      Map<String, Argument<TensorRef>> items = new LinkedHashMap<>();
      node.fields().forEachRemaining(field -> items.put(field.getKey(), value(field.getValue())));
      return new Argument.Mapping<>(items);
    }
    return new Argument.Constant<>(node);
  }

  private boolean containsTriple(JsonNode node) {
    if (isTriple(node)) {
      return true;
    }
    for (JsonNode item : node) {
      if (containsTriple(item)) {
        return true;
      }
    }
    return false;
  }

  private boolean isTriple(JsonNode node) {
    return node.isArray()
        && node.size() >= 3
        && node.get(0).isTextual()
        && node.get(1).isIntegralNumber()
        && (node.get(0).textValue().equals(CONSTANT)
            || (node.get(2).isIntegralNumber() && layers.contains(node.get(0).textValue())));
  }

  private static Argument<TensorRef> triple(JsonNode node) {
    return node.get(0).textValue().equals(CONSTANT)
        ? new Argument.Constant<>(node.get(2))
        : new Argument.Leaf<>(reference(node));
  }

  /** {@code [layer, node, tensor]}. */
  static TensorRef reference(JsonNode node) {
    if (node.size() < 3
        || !node.path(0).isTextual()
        || !node.path(1).isIntegralNumber()
        || !node.path(2).isIntegralNumber()) {
      throw Finding.of(
              Rule.KERAS_CONFIG_DAMAGED,
              Location.NONE,
              "the architecture names a tensor as %s, not as layer, node and number",
              node.isMissingNode() ? "nothing" : node)
          .exception();
    }
    return new TensorRef(node.get(0).asText(), node.get(1).asInt(), node.get(2).asInt());
  }

  private static Call keras3(JsonNode node) {
    List<Argument<TensorRef>> args = new ArrayList<>();
    node.path("args").forEach(item -> args.add(keras3Argument(item)));
    Map<String, Argument<TensorRef>> kwargs = new LinkedHashMap<>();
    node.path("kwargs")
        .fields()
        .forEachRemaining(field -> kwargs.put(field.getKey(), keras3Argument(field.getValue())));
    return new Call(args, kwargs);
  }

  private static Argument<TensorRef> keras3Argument(JsonNode node) {
    if (node.path("class_name").asText().equals("__keras_tensor__")) {
      return new Argument.Leaf<>(reference(node.path("config").path("keras_history")));
    }
    if (node.path("class_name").asText().equals("__tuple__")) {
      return keras3Argument(node.path("items"));
    }
    if (!containsKerasTensor(node)) {
      return new Argument.Constant<>(node.isMissingNode() ? NullNode.getInstance() : node);
    }
    if (node.isArray()) {
      List<Argument<TensorRef>> items = new ArrayList<>();
      node.forEach(item -> items.add(keras3Argument(item)));
      return new Argument.Sequence<>(items);
    }
    Map<String, Argument<TensorRef>> items = new LinkedHashMap<>();
    node.fields()
        .forEachRemaining(field -> items.put(field.getKey(), keras3Argument(field.getValue())));
    return new Argument.Mapping<>(items);
  }

  private static boolean containsKerasTensor(JsonNode node) {
    if (node.path("class_name").asText().equals("__keras_tensor__")) {
      return true;
    }
    for (JsonNode item : node) {
      if (containsKerasTensor(item)) {
        return true;
      }
    }
    return false;
  }
}
