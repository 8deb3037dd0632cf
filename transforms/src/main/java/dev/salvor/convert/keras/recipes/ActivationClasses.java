package dev.salvor.convert.keras.recipes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.inspect.keras.architecture.Era;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * Layers without arguments that many models define for an activation of that name: {@code class
 * Mish(Layer)}, {@code class Swish(Activation)}. The Swish of keras-contrib has a {@code beta}: it
 * is the same where that is 1 and not trained.
 */
final class ActivationClasses implements Recipe {
  private static final Map<String, String> NAMES =
      Map.of(
          "Mish", "mish",
          "Swish", "swish",
          "SiLU", "swish",
          "HSwish", "hard_swish",
          "Hswish", "hard_swish",
          "HardSwish", "hard_swish",
          "ReLU6", "relu6",
          "Relu6", "relu6");

  private static final Set<String> INERT = Set.of("name", "trainable", "dtype", "batch_input_shape");

  @Override
  public String id() {
    return "custom/activation-classes";
  }

  @Override
  public String description() {
    return "A class without arguments that is called as an activation is taken for that activation.";
  }

  @Override
  public boolean apply(ObjectNode layer, Era era) {
    String activation = NAMES.get(LayerJson.className(layer));
    ObjectNode config = LayerJson.config(layer).orElse(null);
    if (activation == null || config == null || !plain(config)) {
      return false;
    }
    config.remove("beta");
    layer.put("class_name", "Activation");
    config.put("activation", activation);
    return true;
  }

  private static boolean plain(ObjectNode config) {
    boolean fixed = !config.has("beta") || !config.path("trainable").asBoolean(true);
    for (Iterator<Map.Entry<String, JsonNode>> fields = config.fields(); fields.hasNext(); ) {
      Map.Entry<String, JsonNode> field = fields.next();
      boolean known =
          INERT.contains(field.getKey())
              || field.getKey().equals("activation")
              || (field.getKey().equals("beta") && field.getValue().asDouble() == 1);
      if (!known) {
        return false;
      }
    }
    return fixed;
  }
}
