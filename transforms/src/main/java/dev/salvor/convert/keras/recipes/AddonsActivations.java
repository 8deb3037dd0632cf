package dev.salvor.convert.keras.recipes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.inspect.keras.architecture.Era;
import java.util.Map;

/**
 * Activations of TensorFlow Addons that Keras has under another name (tensorflow_addons 0.23,
 * activations). Those that Keras computes otherwise, or has not, are formulas of their own: its
 * gelu is the approximate one.
 */
final class AddonsActivations implements Recipe {
  private static final Map<String, String> NAMES =
      Map.of(
          "Addons>mish", "mish",
          "Addons>hardshrink", "hard_shrink",
          "Addons>softshrink", "soft_shrink",
          "Addons>tanhshrink", "tanh_shrink");

  @Override
  public String id() {
    return "addons/activations";
  }

  @Override
  public String description() {
    return "Activations of TensorFlow Addons are called by the names that Keras has for them.";
  }

  @Override
  public boolean apply(ObjectNode layer, Era era) {
    return LayerJson.config(layer)
        .map(
            config -> {
              boolean plain = rename(config, "activation");
              return rename(config, "recurrent_activation") || plain;
            })
        .orElse(false);
  }

  private static boolean rename(ObjectNode config, String key) {
    JsonNode value = config.path(key);
    String name = value.isTextual() ? value.textValue() : value.path("config").asText("");
    String known = NAMES.get(name);
    if (known == null) {
      return false;
    }
    config.put(key, known);
    return true;
  }
}
