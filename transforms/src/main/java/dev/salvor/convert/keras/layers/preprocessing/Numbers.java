package dev.salvor.convert.keras.layers.preprocessing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** An argument that is a number or a nested list of numbers, as a constant. */
final class Numbers {
  private Numbers() {}

  /** The constant in the layer's compute type, or {@code absent} where there is none. */
  static KerasTensor of(LayerCall call, String key, ElementType type, double absent) {
    JsonNode node = unwrapped(call.config().node(key));
    List<Double> values = new ArrayList<>();
    List<Long> dims = new ArrayList<>();
    if (node.isMissingNode()) {
      values.add(absent);
    } else {
      collect(call, key, node, 0, dims, values);
    }
    Shape shape = Shape.of(dims.stream().mapToLong(Long::longValue).toArray());
    double[] numbers = values.stream().mapToDouble(Double::doubleValue).toArray();
    return KerasTensor.of(call.graph().numbers(type, shape, numbers), shape);
  }

  private static JsonNode unwrapped(JsonNode node) {
    if (node.path("config").has("value")) {
      return node.path("config").path("value");
    }
    if (node.isObject() && node.has("items")) {
      return node.path("items");
    }
    return node.isObject() && node.has("value") ? node.path("value") : node;
  }

  private static void collect(
      LayerCall call, String key, JsonNode node, int depth, List<Long> dims, List<Double> values) {
    if (node.isNumber()) {
      values.add(node.doubleValue());
      return;
    }
    if (!node.isArray() || depth > 8) {
      throw call.config().refused("argument " + key + " is " + node + ", expected numbers");
    }
    if (depth == dims.size()) {
      dims.add((long) node.size());
    }
    for (JsonNode item : node) {
      collect(call, key, unwrapped(item), depth + 1, dims, values);
    }
  }
}
