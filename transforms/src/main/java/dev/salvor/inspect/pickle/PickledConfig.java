package dev.salvor.inspect.pickle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.pickle.CallNode;
import dev.salvor.format.pickle.DictNode;
import dev.salvor.format.pickle.NumpyArray;
import dev.salvor.format.pickle.PickleNode;
import dev.salvor.format.pickle.PickleNode.BigInt;
import dev.salvor.format.pickle.PickleNode.Bytes;
import dev.salvor.format.pickle.PickleNode.Constant;
import dev.salvor.format.pickle.PickleNode.Int;
import dev.salvor.format.pickle.PickleNode.Real;
import dev.salvor.format.pickle.PickleText;
import dev.salvor.format.pickle.PickleValues;
import dev.salvor.inspect.keras.architecture.KerasJson;
import dev.salvor.inspect.keras.architecture.KerasYaml;
import dev.salvor.inspect.pickle.PickledModel.Architecture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The architecture in a pickle as the JSON that {@code to_json()} would have written: tuples and
 * ListWrapper become arrays, SharedObjectConfig an object, NumPy numbers plain ones.
 */
public final class PickledConfig {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int DEPTH = 200;
  private static final int STRING = 64 << 20;
  private static final long ELEMENTS = 1 << 16;

  private int nodes;

  private PickledConfig() {}

  /**
   * {@code {"class_name": …, "config": …}}.
   *
   * @throws ArtifactException {@code KERAS_CONFIG_DAMAGED} where it holds what no configuration has
   */
  public static JsonNode of(Architecture architecture) {
    if (architecture instanceof Architecture.Json json) {
      return KerasJson.parse(json.text().text(STRING), "the architecture in the pickle");
    }
    if (architecture instanceof Architecture.Yaml yaml) {
      return KerasYaml.parse(yaml.text().text(STRING), "the architecture in the pickle");
    }
    PickledConfig reader = new PickledConfig();
    ObjectNode object = JSON.objectNode();
    if (architecture instanceof Architecture.Described described) {
      described
          .value()
          .value("class_name")
          .ifPresent(name -> object.set("class_name", reader.json(name, 0)));
      described
          .value()
          .value("config")
          .ifPresent(config -> object.set("config", reader.json(config, 0)));
      for (String key : List.of("keras_version", "backend")) {
        described.value().value(key).ifPresent(value -> object.set(key, reader.json(value, 0)));
      }
      return object;
    }
    JsonNode config = reader.json(((Architecture.Bare) architecture).config(), 0);
    object.put("class_name", config.has("output_layers") ? "Model" : "Sequential");
    object.set("config", config);
    return object;
  }

  private JsonNode json(PickleNode node, int depth) {
    if (depth > DEPTH || ++nodes > 10_000_000) {
      throw damaged("the architecture in the pickle is nested too deep or too large");
    }
    if (node instanceof Constant constant) {
      return switch (constant) {
        case NONE -> JSON.nullNode();
        case TRUE -> JSON.booleanNode(true);
        case FALSE -> JSON.booleanNode(false);
      };
    } else if (node instanceof Int value) {
      return JSON.numberNode(value.value());
    } else if (node instanceof BigInt value) {
      return JSON.numberNode(value.value());
    } else if (node instanceof Real value) {
      return JSON.numberNode(value.value());
    }
    Optional<String> text = PickleValues.text(node, STRING);
    if (text.isPresent()) {
      return JSON.textNode(text.get());
    }
    if (node instanceof Bytes bytes) {
      return JSON.textNode(bytes.blob().text(STRING));
    }
    Optional<List<PickleNode>> items = PickleValues.sequence(node).or(() -> wrapped(node));
    if (items.isPresent()) {
      return array(items.get(), depth);
    }
    Optional<DictNode> fields = ArchitectureShapes.fields(node);
    if (fields.isPresent()) {
      return object(fields.get(), depth);
    }
    return NumpyArray.of(node)
        .flatMap(PickledConfig::numbers)
        .orElseThrow(() -> damaged("the architecture in the pickle holds " + PickleText.of(node)));
  }

  private ArrayNode array(List<PickleNode> items, int depth) {
    ArrayNode array = JSON.arrayNode();
    items.forEach(item -> array.add(json(item, depth + 1)));
    return array;
  }

  private ObjectNode object(DictNode fields, int depth) {
    ObjectNode object = JSON.objectNode();
    for (int i = 0; i < fields.size(); i++) {
      PickleNode key = fields.keys().get(i);
      String name =
          fields
              .keyAt(i)
              .or(
                  () ->
                      PickleValues.integer(key).isPresent()
                          ? Optional.of(PickleText.of(key))
                          : Optional.empty())
              .orElseThrow(() -> damaged("the architecture has the key " + PickleText.of(key)));
      object.set(name, json(fields.values().get(i), depth + 1));
    }
    return object;
  }

  /** The list in a ListWrapper, or the dictionary's values in order. */
  private static Optional<List<PickleNode>> wrapped(PickleNode node) {
    return node instanceof CallNode call
            && call.function().filter(type -> type.name().equals("ListWrapper")).isPresent()
            && call.arguments().size() == 1
        ? PickleValues.sequence(call.arguments().get(0))
        : Optional.empty();
  }

  /** A NumPy scalar as a number, a short array as nested arrays. */
  private static Optional<JsonNode> numbers(NumpyArray array) {
    if (!array.numeric() || array.elements() > ELEMENTS || array.shape().size() > 1) {
      return Optional.empty();
    }
    try {
      byte[] bytes = array.data() == null ? new byte[0] : array.data().bytes();
      if (bytes.length != array.byteSize()) {
        return Optional.empty();
      }
      ByteBuffer buffer = ByteBuffer.wrap(bytes).order(array.dtype().order());
      if (array.shape().isEmpty()) {
        return number(buffer, array);
      }
      ArrayNode values = JSON.arrayNode();
      while (buffer.hasRemaining()) {
        Optional<JsonNode> value = number(buffer, array);
        if (value.isEmpty()) {
          return Optional.empty();
        }
        values.add(value.get());
      }
      return Optional.of(values);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<JsonNode> number(ByteBuffer buffer, NumpyArray array) {
    String code = "" + array.dtype().kind() + array.dtype().itemSize();
    return switch (code) {
      case "f4" -> Optional.of(JSON.numberNode(buffer.getFloat()));
      case "f8" -> Optional.of(JSON.numberNode(buffer.getDouble()));
      case "i8", "u8" -> Optional.of(JSON.numberNode(buffer.getLong()));
      case "i4" -> Optional.of(JSON.numberNode(buffer.getInt()));
      case "i2" -> Optional.of(JSON.numberNode(buffer.getShort()));
      case "i1" -> Optional.of(JSON.numberNode(buffer.get()));
      case "u1" -> Optional.of(JSON.numberNode(buffer.get() & 0xff));
      case "b1" -> Optional.of(JSON.booleanNode(buffer.get() != 0));
      default -> Optional.empty();
    };
  }

  private static ArtifactException damaged(String message) {
    return Finding.of(Rule.KERAS_CONFIG_DAMAGED, Location.NONE, message).exception();
  }
}
