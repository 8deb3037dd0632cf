package dev.salvor.convert.keras.recipes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** What recipes do to {@code {"class_name": …, "config": {…}}} again and again. */
final class LayerJson {
  private LayerJson() {}

  static String className(ObjectNode layer) {
    return layer.path("class_name").asText("");
  }

  static Optional<ObjectNode> config(ObjectNode layer) {
    return layer.path("config") instanceof ObjectNode config
        ? Optional.of(config)
        : Optional.empty();
  }

  /** Renames {@code from} where it is there and {@code to} is not. */
  static boolean rename(ObjectNode config, String from, String to) {
    if (!config.has(from) || config.has(to)) {
      return false;
    }
    config.set(to, config.remove(from));
    return true;
  }

  /** Sets {@code key} where it is absent. */
  static boolean putIfAbsent(ObjectNode config, String key, JsonNode value) {
    if (config.has(key)) {
      return false;
    }
    config.set(key, value);
    return true;
  }

  static ArrayNode array(ObjectNode config, String... keys) {
    ArrayNode array = config.arrayNode();
    for (String key : keys) {
      array.add(config.remove(key));
    }
    return array;
  }
}
