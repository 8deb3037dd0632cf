package dev.salvor.convert.keras.layers.functions.call;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Constants of a configuration as tensors: numbers, nested lists, NumPy arrays. */
public final class Literal {
  private Literal() {}

  /**
   * The value inside {@code __numpy__}, {@code __tensor__}, {@code __tuple__} and ndarray wrappers.
   */
  public static JsonNode plain(JsonNode node) {
    String className = node.path("class_name").asText();
    return switch (className) {
      case "__numpy__", "__tensor__" -> node.path("config").path("value");
      case "__tuple__" -> node.path("items");
      case "__bytes__" -> node.path("value");
      default -> node.path("type").asText().equals("ndarray") ? node.path("value") : node;
    };
  }

  /**
   * @param like the type it takes; its own where null: that of the array, else int32, float32 or
   *     bool
   */
  public static KerasTensor of(LayerCall call, JsonNode node, @Nullable ElementType like) {
    JsonNode value = plain(node);
    List<Long> dims = new ArrayList<>();
    List<JsonNode> items = new ArrayList<>();
    flatten(call, value, 0, dims, items);
    String stated = node.path("config").path("dtype").asText("");
    ElementType own =
        stated.isEmpty() ? natural(items) : ElementType.byId(stated).orElse(natural(items));
    ElementType type = like == null ? own : like;
    Shape shape = Shape.of(dims.stream().mapToLong(Long::longValue).toArray());
    if (type == ElementType.STRING) {
      List<String> strings = items.stream().map(JsonNode::asText).toList();
      return KerasTensor.of(call.graph().strings(shape, strings), shape);
    }
    double[] numbers = new double[items.size()];
    for (int i = 0; i < numbers.length; i++) {
      JsonNode item = items.get(i);
      if (!item.isNumber() && !item.isBoolean()) {
        throw call.refused("is called with " + item + " where a number is expected");
      }
      numbers[i] = item.isBoolean() ? (item.booleanValue() ? 1 : 0) : item.doubleValue();
    }
    return KerasTensor.of(call.graph().numbers(type, shape, numbers), shape);
  }

  private static void flatten(
      LayerCall call, JsonNode node, int depth, List<Long> dims, List<JsonNode> items) {
    if (!node.isArray()) {
      items.add(node);
      return;
    }
    if (depth == dims.size()) {
      dims.add((long) node.size());
    }
    if (dims.get(depth) != node.size() || depth > 32) {
      throw call.refused("is called with a list that is no array");
    }
    for (JsonNode item : node) {
      flatten(call, plain(item), depth + 1, dims, items);
    }
  }

  private static ElementType natural(List<JsonNode> items) {
    ElementType type = null;
    for (JsonNode item : items) {
      ElementType own =
          item.isBoolean()
              ? ElementType.BOOL
              : item.isTextual()
                  ? ElementType.STRING
                  : item.isIntegralNumber() ? ElementType.INT32 : ElementType.FLOAT32;
      if (type == null || own == ElementType.FLOAT32) {
        type = own;
      }
    }
    if (type == null) {
      return ElementType.FLOAT32;
    }
    return type;
  }

  /** {@code DT_FLOAT} as {@code float32}. */
  public static String typeId(String proto) {
    return switch (proto) {
      case "DT_FLOAT" -> "float32";
      case "DT_DOUBLE" -> "float64";
      case "DT_HALF" -> "float16";
      default -> proto.substring(3).toLowerCase(Locale.ROOT);
    };
  }
}
