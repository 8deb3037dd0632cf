package dev.salvor.convert.keras.recipes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.salvor.inspect.keras.architecture.Era;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Custom classes and functions that the user's policy says equal built-in ones. A name is looked up
 * as it was registered, {@code Package>Name}, and without a package.
 */
public final class PolicyAliases implements Recipe {
  private final Map<String, String> aliases;

  /**
   * @param aliases name of the custom object to the built-in one
   */
  public PolicyAliases(Map<String, String> aliases) {
    this.aliases = Map.copyOf(aliases);
  }

  @Override
  public String id() {
    return "policy/aliases";
  }

  @Override
  public String description() {
    return "Custom objects were replaced by the built-in ones that the policy names.";
  }

  @Override
  public boolean apply(ObjectNode layer, Era era) {
    boolean changed = false;
    String alias = alias(layer, LayerJson.className(layer));
    if (alias != null) {
      layer.put("class_name", alias);
      layer.remove(List.of("registered_name", "module"));
      changed = true;
    }
    ObjectNode config = LayerJson.config(layer).orElse(null);
    if (config == null) {
      return changed;
    }
    List<String> keys = new ArrayList<>();
    config.fieldNames().forEachRemaining(keys::add);
    for (String key : keys) {
      JsonNode value = config.path(key);
      String function = value.isTextual() ? value.textValue() : value.path("config").asText("");
      if (!key.endsWith("activation") || function.isEmpty()) {
        continue;
      }
      String known = alias(value, function);
      if (known != null) {
        config.set(key, TextNode.valueOf(known));
        changed = true;
      }
    }
    return changed;
  }

  private @org.jspecify.annotations.Nullable String alias(JsonNode object, String name) {
    String registered = object.path("registered_name").asText("");
    String alias = aliases.get(registered.isEmpty() ? name : registered);
    return alias == null ? aliases.get(name) : alias;
  }
}
