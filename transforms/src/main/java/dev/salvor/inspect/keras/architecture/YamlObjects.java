package dev.salvor.inspect.keras.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The few Python objects that {@code to_yaml()} is known to have written in place of plain values:
 * dict, the lists that TensorFlow tracks, and NumPy numbers. They are read as what they hold. The
 * list is complete: what is not in it is nobody's plain value.
 */
final class YamlObjects {
  private static final Pattern DICT =
      Pattern.compile("object/(?:apply|new):(?:builtins|__builtin__)\\.dict");
  private static final Pattern LIST_WRAPPER =
      Pattern.compile(
          "object/(?:apply|new):tensorflow\\.python\\.(?:training\\.tracking|trackable"
              + "|training\\.checkpointable)\\.data_structures\\.(?:List|_List)(?:Wrapper)?");
  private static final Pattern ARRAY =
      Pattern.compile("object/apply:numpy\\.(?:_?core)\\.multiarray\\._reconstruct");
  private static final Pattern SCALAR =
      Pattern.compile("object/apply:numpy\\.(?:_?core)\\.multiarray\\.scalar");
  private static final String DTYPE = "tag:yaml.org,2002:python/object/apply:numpy.dtype";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private YamlObjects() {}

  /**
   * @param tag without {@code !!python/}
   * @param json reads a node inside
   * @return empty where the object is none of these
   */
  static Optional<JsonNode> plain(String tag, Node node, Function<Node, JsonNode> json) {
    if (DICT.matcher(tag).matches()) {
      return argument(node).map(json).flatMap(YamlObjects::dict);
    } else if (LIST_WRAPPER.matcher(tag).matches()) {
      return argument(node).map(json).or(() -> tracked(node, json)).filter(JsonNode::isArray);
    } else if (ARRAY.matcher(tag).matches()) {
      return Optional.ofNullable(fields(node).get("state")).flatMap(YamlObjects::array);
    } else if (SCALAR.matcher(tag).matches()) {
      List<Node> arguments = items(node);
      return arguments.size() == 2
          ? numbers(arguments.get(0), arguments.get(1)).map(values -> values.get(0))
          : Optional.empty();
    }
    return Optional.empty();
  }

  /** The only argument of a call. */
  private static Optional<Node> argument(Node node) {
    List<Node> arguments = items(node);
    return arguments.size() == 1 ? Optional.of(arguments.get(0)) : Optional.empty();
  }

  /** A list with what TensorFlow 1.14 remembers of it: a copy of its items and flags. */
  private static Optional<JsonNode> tracked(Node node, Function<Node, JsonNode> json) {
    Map<String, Node> fields = fields(node);
    if (!fields.keySet().equals(Set.of("listitems", "state"))) {
      return Optional.empty();
    }
    JsonNode items = json.apply(fields.get("listitems"));
    JsonNode state = json.apply(fields.get("state"));
    return state.path("_storage").equals(items) ? Optional.of(items) : Optional.empty();
  }

  /** A dict, or the pairs that one is made from. */
  private static Optional<JsonNode> dict(JsonNode argument) {
    if (argument.isObject()) {
      return Optional.of(argument);
    }
    ObjectNode object = JSON.objectNode();
    for (JsonNode pair : argument) {
      if (!pair.isArray() || pair.size() != 2 || !pair.get(0).isTextual()) {
        return Optional.empty();
      }
      object.set(pair.get(0).textValue(), pair.get(1));
    }
    return argument.isArray() ? Optional.of(object) : Optional.empty();
  }

  /** The state of an ndarray: version, shape, dtype, whether in Fortran order, bytes. */
  private static Optional<JsonNode> array(Node state) {
    List<Node> parts = items(state);
    if (parts.size() != 5 || items(parts.get(1)).size() > 1) {
      return Optional.empty();
    }
    boolean scalar = items(parts.get(1)).isEmpty();
    return numbers(parts.get(2), parts.get(4))
        .filter(values -> !scalar || values.size() == 1)
        .map(values -> scalar ? values.get(0) : values);
  }

  private static Optional<ArrayNode> numbers(Node dtype, Node data) {
    Map<String, Node> fields = fields(dtype);
    List<Node> arguments = items(fields.get("args"));
    List<Node> state = items(fields.get("state"));
    String type = arguments.isEmpty() ? null : text(arguments.get(0));
    String order = state.size() < 2 ? "<" : text(state.get(1));
    if (!dtype.getTag().getValue().equals(DTYPE) || type == null || !(data instanceof ScalarNode)) {
      return Optional.empty();
    }
    ByteBuffer bytes;
    try {
      bytes = ByteBuffer.wrap(Base64.getMimeDecoder().decode(String.valueOf(text(data))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    bytes.order(">".equals(order) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    ArrayNode values = JSON.arrayNode();
    while (bytes.hasRemaining()) {
      JsonNode value = number(type, bytes);
      if (value == null) {
        return Optional.empty();
      }
      values.add(value);
    }
    return values.isEmpty() ? Optional.empty() : Optional.of(values);
  }

  private static @Nullable JsonNode number(String type, ByteBuffer bytes) {
    int size = type.charAt(type.length() - 1) - '0';
    if (bytes.remaining() < size) {
      return null;
    }
    return switch (type) {
      case "f4" -> JSON.numberNode(bytes.getFloat());
      case "f8" -> JSON.numberNode(bytes.getDouble());
      case "i4" -> JSON.numberNode(bytes.getInt());
      case "i8" -> JSON.numberNode(bytes.getLong());
      case "b1" -> JSON.booleanNode(bytes.get() != 0);
      default -> null;
    };
  }

  private static Map<String, Node> fields(Node node) {
    Map<String, Node> fields = new HashMap<>();
    if (node instanceof MappingNode mapping) {
      for (NodeTuple entry : mapping.getValue()) {
        fields.put(String.valueOf(text(entry.getKeyNode())), entry.getValueNode());
      }
    }
    return fields;
  }

  private static List<Node> items(@Nullable Node node) {
    return node instanceof SequenceNode sequence ? sequence.getValue() : List.of();
  }

  private static @Nullable String text(Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : null;
  }
}
