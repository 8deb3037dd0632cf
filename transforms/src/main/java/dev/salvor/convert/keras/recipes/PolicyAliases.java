package dev.salvor.convert.keras.recipes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.salvor.inspect.keras.architecture.Era;
import dev.salvor.policy.Policy.Replacement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Custom classes and functions that the user's policy says equal built-in ones. A name is looked up
 * as it was registered, {@code Package>Name}, and without a package.
 */
public final class PolicyAliases implements Recipe {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Replacement> replacements;

  /**
   * @param replacements by the name of the custom object
   */
  public PolicyAliases(Map<String, Replacement> replacements) {
    this.replacements = Map.copyOf(replacements);
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
    Replacement stand = replacement(layer, LayerJson.className(layer));
    ObjectNode config = LayerJson.config(layer).orElse(null);
    if (stand != null) {
      layer.put("class_name", stand.builtIn());
      layer.put("replaced", true);
      layer.remove(List.of("registered_name", "module"));
      if (config != null) {
        arguments(config, stand);
      }
      changed = true;
    }
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
      Replacement known = replacement(value, function);
      if (known != null) {
        config.set(key, TextNode.valueOf(known.builtIn()));
        changed = true;
      }
    }
    return changed;
  }

  private static void arguments(ObjectNode config, Replacement stand) {
    Map<String, JsonNode> moved = new LinkedHashMap<>();
    stand
        .map()
        .forEach(
            (theirs, ours) -> {
              JsonNode value = config.remove(theirs);
              if (value != null && !ours.isEmpty()) {
                moved.put(ours, value);
              }
            });
    config.setAll(moved);
    stand.set().forEach((argument, json) -> config.set(argument, value(json)));
  }

  private static JsonNode value(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the policy was read as JSON", e);
    }
  }

  private @Nullable Replacement replacement(JsonNode object, String name) {
    String registered = object.path("registered_name").asText("");
    Replacement found = replacements.get(registered.isEmpty() ? name : registered);
    return found == null ? replacements.get(name) : found;
  }
}
