package dev.salvor.convert.keras.recipes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.inspect.keras.architecture.Era;

/**
 * Before Keras 1 an entry of a Sequential was its arguments alone, the class under {@code name} and
 * the layer's own name under {@code custom_name} (keras 1.2.2 models.py, normalize_legacy_config).
 */
final class Keras1FlatLayers implements Recipe {

  @Override
  public String id() {
    return "keras1/flat-layers";
  }

  @Override
  public String description() {
    return "Layers written before Keras 1 as bare arguments were given a class and a name.";
  }

  @Override
  public boolean apply(ObjectNode layer, Era era) {
    JsonNode config = layer.path("config");
    if (era.major() != 1
        || !LayerJson.className(layer).equals("Sequential")
        || !(config instanceof ArrayNode entries)) {
      return false;
    }
    return flatten(entries);
  }

  private static boolean flatten(ArrayNode entries) {
    boolean changed = false;
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i) instanceof ObjectNode entry) {
        if (!entry.has("class_name") && entry.path("name").isTextual()) {
          entries.set(i, named(entry, i));
          changed = true;
        }
        if (entries.get(i).path("config").path("layers") instanceof ArrayNode branches) {
          changed |= flatten(branches);
        }
        if (entries.get(i).path("config") instanceof ArrayNode inner) {
          changed |= flatten(inner);
        }
      }
    }
    return changed;
  }

  private static ObjectNode named(ObjectNode entry, int position) {
    ObjectNode config = entry.deepCopy();
    String className = config.remove("name").asText();
    JsonNode name = config.remove("custom_name");
    config.put(
        "name",
        name != null && name.isTextual()
            ? name.asText()
            : className.toLowerCase(java.util.Locale.ROOT) + "_" + (position + 1));
    ObjectNode layer = entry.objectNode();
    layer.put("class_name", className).set("config", config);
    return layer;
  }
}
