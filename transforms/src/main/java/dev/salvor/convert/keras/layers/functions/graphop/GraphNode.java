package dev.salvor.convert.keras.layers.functions.graphop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.inspect.keras.architecture.Argument;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The node of a TensorFlowOpLayer: its tensors and constants as positional arguments, its
 * attributes as configuration (keras/engine/base_layer.py, TensorFlowOpLayer).
 *
 * @param attributes by name, in plain JSON
 * @param arguments in the order of the op's inputs
 */
public record GraphNode(LayerConfig attributes, List<Argument<KerasTensor>> arguments) {
  /** Attributes that follow from the inputs. */
  private static final Pattern DERIVED =
      Pattern.compile(
          "T\\w*|N|U|SrcT|Index|Truncate|_.*|use_cudnn_on_gpu|incompatible_shape_error|index_type");

  public static GraphNode of(LayerCall call) {
    LayerConfig config = call.config();
    JsonNode node = config.node("node_def");
    if (!node.isObject()) {
      throw call.refused("holds its node in a form that is not supported");
    }
    ObjectNode attributes = JsonNodeFactory.instance.objectNode();
    node.path("attr")
        .fields()
        .forEachRemaining(field -> attributes.set(field.getKey(), value(field.getValue())));
    JsonNode constants = config.node("constants");
    List<KerasTensor> tensors = new ArrayList<>();
    call.args().forEach(argument -> tensors.addAll(argument.tensors()));
    List<Argument<KerasTensor>> arguments = new ArrayList<>();
    int total = tensors.size() + constants.size();
    int next = 0;
    for (int i = 0; i < total; i++) {
      JsonNode constant = constants.path(Integer.toString(i));
      if (!constant.isMissingNode()) {
        arguments.add(new Argument.Constant<>(constant));
      } else if (next < tensors.size()) {
        arguments.add(new Argument.Leaf<>(tensors.get(next++)));
      } else {
        throw call.refused("has constants that fit no input: " + constants);
      }
    }
    String op = node.path("op").asText();
    return new GraphNode(
        new LayerConfig(attributes, config.path()), grouped(op, List.copyOf(arguments)));
  }

  /** Attributes that were not read and do not follow from the inputs. */
  public List<String> unread() {
    return attributes.unread().stream().filter(key -> !DERIVED.matcher(key).matches()).toList();
  }

  /** Ops that take a list of tensors get it as one argument. */
  private static List<Argument<KerasTensor>> grouped(
      String op, List<Argument<KerasTensor>> arguments) {
    if (op.equals("Print") && !arguments.isEmpty()) {
      return List.of(
          arguments.get(0), new Argument.Sequence<>(arguments.subList(1, arguments.size())));
    }
    int listed =
        switch (op) {
          case "ConcatV2" -> arguments.size() - 1;
          case "Pack", "AddN", "Einsum", "StringJoin", "ShapeN" -> arguments.size();
          default -> 0;
        };
    if (listed <= 0) {
      return arguments;
    }
    List<Argument<KerasTensor>> grouped = new ArrayList<>();
    grouped.add(new Argument.Sequence<>(arguments.subList(0, listed)));
    grouped.addAll(arguments.subList(listed, arguments.size()));
    return grouped;
  }

  /** An AttrValue in protobuf's JSON: 64-bit integers are strings, bytes are base64. */
  private static JsonNode value(JsonNode attr) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    if (attr.has("s")) {
      byte[] bytes = Base64.getDecoder().decode(attr.path("s").asText());
      return json.textNode(new String(bytes, StandardCharsets.UTF_8));
    }
    if (attr.has("i")) {
      return json.numberNode(attr.path("i").asLong());
    }
    if (attr.has("list")) {
      ArrayNode list = json.arrayNode();
      for (String kind : List.of("i", "f", "b", "type")) {
        for (JsonNode item : attr.path("list").path(kind)) {
          list.add(kind.equals("i") ? json.numberNode(item.asLong()) : item);
        }
      }
      return list;
    }
    for (String kind : List.of("b", "f", "type")) {
      if (attr.has(kind)) {
        return attr.path(kind);
      }
    }
    return attr;
  }
}
