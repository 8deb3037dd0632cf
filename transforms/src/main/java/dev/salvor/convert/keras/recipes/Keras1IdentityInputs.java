package dev.salvor.convert.keras.recipes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.salvor.inspect.keras.architecture.Era;
import java.util.HashMap;
import java.util.Map;

/**
 * In Keras 1 a layer that returned its input as it was took over the tensor: a model whose input
 * goes through one names that layer as its input, not the InputLayer (keras 1.2.2
 * engine/topology.py, Node). The layer is written as the input layer that it stands for.
 */
final class Keras1IdentityInputs implements Recipe {

  @Override
  public String id() {
    return "keras1/identity-inputs";
  }

  @Override
  public String description() {
    return "A layer that gives its input back, and took its place as input of the model, is the"
        + " input layer.";
  }

  @Override
  public boolean apply(ObjectNode model, Era era) {
    JsonNode layers = model.path("config").path("layers");
    JsonNode inputs = model.path("config").path("input_layers");
    if (era.major() >= 2 || !layers.isArray() || !inputs.isArray()) {
      return false;
    }
    Map<String, ObjectNode> byName = new HashMap<>();
    for (JsonNode layer : layers) {
      if (layer instanceof ObjectNode object) {
        byName.put(name(layer), object);
      }
    }
    boolean changed = false;
    for (JsonNode input : inputs) {
      ObjectNode layer = byName.get(input.path(0).asText());
      if (layer != null && identity(layer)) {
        changed |= replace((ArrayNode) layers, byName, layer);
      }
    }
    return changed;
  }

  private static String name(JsonNode layer) {
    return layer.path("name").asText(layer.path("config").path("name").asText());
  }

  /** Layers that return the tensor itself. */
  private static boolean identity(JsonNode layer) {
    JsonNode config = layer.path("config");
    return switch (layer.path("class_name").asText()) {
      case "ActivityRegularization" -> true;
      case "Activation" -> config.path("activation").asText().equals("linear");
      case "Dropout" -> config.path("p").asDouble(1) == 0;
      default -> false;
    };
  }

  private static boolean replace(
      ArrayNode layers, Map<String, ObjectNode> byName, ObjectNode layer) {
    JsonNode from = layer.path("inbound_nodes").path(0).path(0);
    ObjectNode source = byName.get(from.path(0).asText());
    boolean plain =
        layer.path("inbound_nodes").size() == 1 && layer.path("inbound_nodes").path(0).size() == 1;
    if (!plain || source == null) {
      return false;
    }
    if (identity(source) && !replace(layers, byName, source)) {
      return false;
    }
    if (!source.path("class_name").asText().equals("InputLayer")) {
      return false;
    }
    String name = name(layer);
    String replaced = name(source);
    ObjectNode config = ((ObjectNode) source.path("config")).deepCopy();
    layer.put("class_name", "InputLayer");
    layer.set("config", config.put("name", name));
    layer.putArray("inbound_nodes");
    for (int i = layers.size() - 1; i >= 0; i--) {
      if (name(layers.get(i)).equals(replaced)) {
        layers.remove(i);
      } else {
        redirect(layers.get(i).path("inbound_nodes"), replaced, name);
      }
    }
    return true;
  }

  private static void redirect(JsonNode nodes, String from, String to) {
    if (nodes instanceof ArrayNode array) {
      if (array.path(0).asText().equals(from) && array.path(1).isIntegralNumber()) {
        array.set(0, TextNode.valueOf(to));
      }
      array.forEach(item -> redirect(item, from, to));
    }
  }
}
