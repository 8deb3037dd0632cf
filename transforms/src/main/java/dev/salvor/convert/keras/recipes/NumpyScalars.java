package dev.salvor.convert.keras.recipes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.inspect.keras.architecture.Era;
import java.util.ArrayList;
import java.util.List;

/** Tuples and NumPy values that some versions wrapped into objects are plain values. */
final class NumpyScalars implements Recipe {

  @Override
  public String id() {
    return "keras2/wrapped-values";
  }

  @Override
  public String description() {
    return "Values that were stored as NumPy arrays, tuples or shapes are plain numbers and lists.";
  }

  @Override
  public boolean apply(ObjectNode layer, Era era) {
    return LayerJson.config(layer)
        .filter(config -> !config.has("layers"))
        .map(NumpyScalars::unwrap)
        .orElse(false);
  }

  private static boolean unwrap(ObjectNode config) {
    List<String> keys = new ArrayList<>();
    config.fieldNames().forEachRemaining(keys::add);
    boolean changed = false;
    for (String key : keys) {
      JsonNode value = config.get(key);
      JsonNode plain = plain(value);
      if (!plain.equals(value)) {
        config.set(key, plain);
        changed = true;
      }
    }
    return changed;
  }

  private static JsonNode plain(JsonNode value) {
    if (value.path("type").asText().equals("ndarray") && value.has("value")) {
      return value.get("value");
    }
    return switch (value.path("class_name").asText()) {
      case "__tuple__", "TensorShape" -> value.path("items");
      case "__numpy__" -> value.path("config").path("value");
      default -> value;
    };
  }
}
