package dev.salvor.convert.keras.recipes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.convert.keras.architecture.Era;
import org.jspecify.annotations.Nullable;

/**
 * A Sequential of Keras 1 could begin with a Merge of several branches (keras 1.2.2 models.py): written
 * as the functional model that it is. Its weights are stored under the names of all layers, those of
 * the branches included.
 */
final class Keras1Branches implements Recipe {

  @Override
  public String id() {
    return "keras1/sequential-branches";
  }

  @Override
  public String description() {
    return "A Sequential that begins with merged branches is written as a functional model.";
  }

  @Override
  public boolean apply(ObjectNode layer, Era era) {
    JsonNode config = layer.path("config");
    if (!LayerJson.className(layer).equals("Sequential")
        || !config.isArray()
        || !startsWithBranches(config)) {
      return false;
    }
    ObjectNode functional = layer.objectNode();
    functional.put("name", layer.path("name").asText("model"));
    Graph graph = new Graph(functional.putArray("layers"), functional.putArray("input_layers"));
    String last = graph.sequential(config, null);
    if (last == null) {
      return false;
    }
    functional.putArray("output_layers").add(graph.reference(last));
    layer.put("class_name", "Model");
    layer.set("config", functional);
    return true;
  }

  private static boolean startsWithBranches(JsonNode layers) {
    JsonNode first = layers.path(0);
    return first.path("class_name").asText().equals("Merge")
        && first.path("config").path("layers").isArray();
  }

  /** The functional model in the making. */
  private static final class Graph {
    private final ArrayNode layers;
    private final ArrayNode inputs;

    Graph(ArrayNode layers, ArrayNode inputs) {
      this.layers = layers;
      this.inputs = inputs;
    }

    /** Name of the last layer; null where a branch is not a Sequential. */
    @Nullable String sequential(JsonNode chain, @Nullable String before) {
      String last = before;
      for (JsonNode entry : chain) {
        ObjectNode copy = entry.deepCopy();
        String name = copy.path("config").path("name").asText();
        copy.put("name", name);
        ArrayNode node = copy.arrayNode();
        if (startsWithBranches(copy.arrayNode().add(entry))) {
          for (JsonNode branch : copy.path("config").path("layers")) {
            String end =
                branch.path("class_name").asText().equals("Sequential")
                    ? sequential(branch.path("config"), null)
                    : null;
            if (end == null) {
              return null;
            }
            node.add(reference(end));
          }
          ((ObjectNode) copy.path("config")).remove("layers");
        } else if (last == null) {
          last = input(copy, name);
          if (last == null) {
            return null;
          }
          node.add(reference(last));
        } else {
          node.add(reference(last));
        }
        copy.putArray("inbound_nodes").add(node);
        layers.add(copy);
        last = name;
      }
      return last;
    }

    private @Nullable String input(ObjectNode first, String name) {
      JsonNode shape = first.path("config").path("batch_input_shape");
      if (!shape.isArray()) {
        return null;
      }
      String input = name + "_input";
      ObjectNode entry = layers.addObject();
      entry.put("class_name", "InputLayer").put("name", input);
      ObjectNode config = entry.putObject("config");
      config.put("name", input).set("batch_input_shape", shape);
      JsonNode dtype = first.path("config").path("input_dtype");
      if (dtype.isTextual()) {
        config.set("dtype", dtype);
      }
      entry.putArray("inbound_nodes");
      inputs.add(reference(input));
      return input;
    }

    ArrayNode reference(String layer) {
      return layers.arrayNode().add(layer).add(0).add(0);
    }
  }
}
