package dev.salvor.convert.keras.recipes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.inspect.keras.architecture.Era;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Sequential of Keras 1 could begin with a Merge of several branches (keras 1.2.2 models.py):
 * written as the functional model that it is. Its weights are stored under the names of all layers,
 * those of the branches included. The inputs were named by class and number when the model was
 * loaded (engine/topology.py, create_input_layer).
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
    ArrayNode last = graph.chain(config);
    if (last == null) {
      return false;
    }
    functional.putArray("output_layers").add(last);
    layer.put("class_name", "Model");
    layer.set("config", functional);
    return true;
  }

  private static boolean startsWithBranches(JsonNode layers) {
    return isBranches(layers.path(0));
  }

  private static boolean isBranches(JsonNode entry) {
    return entry.path("class_name").asText().equals("Merge")
        && entry.path("config").path("layers").isArray();
  }

  /** The functional model in the making; tensors are {@code [layer, call, output]}. */
  private static final class Graph {
    private final ArrayNode layers;
    private final ArrayNode inputs;
    private final Map<String, ObjectNode> byName = new HashMap<>();
    private final Map<String, Integer> inputNumbers = new HashMap<>();

    Graph(ArrayNode layers, ArrayNode inputs) {
      this.layers = layers;
      this.inputs = inputs;
    }

    /** The output of a Sequential; null where it holds what is not understood. */
    @Nullable ArrayNode chain(JsonNode entries) {
      ArrayNode last = null;
      for (JsonNode entry : entries) {
        if (!(entry instanceof ObjectNode given)) {
          return null;
        }
        ArrayNode node = layers.arrayNode();
        if (last != null) {
          node.add(last);
        } else if (isBranches(given)) {
          for (JsonNode branch : given.path("config").path("layers")) {
            ArrayNode end = branch(branch);
            if (end == null) {
              return null;
            }
            node.add(end);
          }
        } else {
          ArrayNode input = input(given);
          if (input == null) {
            return null;
          }
          node.add(input);
        }
        last = call(given, node);
      }
      return last;
    }

    private @Nullable ArrayNode branch(JsonNode branch) {
      JsonNode config = branch.path("config");
      return switch (branch.path("class_name").asText()) {
        case "Sequential" -> config.isArray() ? chain(config) : null;
        case "Model", "Container" -> inline(config);
        default -> null;
      };
    }

    /** The layers of a functional branch, which keep their own calls. */
    private @Nullable ArrayNode inline(JsonNode model) {
      if (model.path("output_layers").size() != 1) {
        return null;
      }
      for (JsonNode entry : model.path("layers")) {
        String name = entry.path("name").asText(entry.path("config").path("name").asText());
        if (!(entry instanceof ObjectNode object) || byName.containsKey(name)) {
          return null;
        }
        ObjectNode copy = object.deepCopy();
        byName.put(name, copy);
        layers.add(copy);
      }
      model.path("input_layers").forEach(inputs::add);
      return model.path("output_layers").path(0) instanceof ArrayNode end ? end : null;
    }

    /** One more call of a layer, which several branches may share. */
    private ArrayNode call(ObjectNode given, ArrayNode node) {
      String name = given.path("config").path("name").asText(given.path("name").asText());
      ObjectNode entry = byName.get(name);
      if (entry == null) {
        entry = given.deepCopy();
        entry.put("name", name);
        if (isBranches(entry)) {
          ((ObjectNode) entry.path("config")).remove("layers");
        }
        entry.putArray("inbound_nodes");
        byName.put(name, entry);
        layers.add(entry);
      }
      ArrayNode calls = (ArrayNode) entry.path("inbound_nodes");
      calls.add(node);
      return layers.arrayNode().add(name).add(calls.size() - 1).add(0);
    }

    private @Nullable ArrayNode input(ObjectNode first) {
      JsonNode config = first.path("config");
      while (config.isArray()) {
        config = config.path(0).path("config");
      }
      JsonNode shape = config.path("batch_input_shape");
      if (!shape.isArray()) {
        return null;
      }
      String prefix = first.path("class_name").asText().toLowerCase(Locale.ROOT) + "_input_";
      String name = prefix + inputNumbers.merge(prefix, 1, Integer::sum);
      ObjectNode entry = layers.addObject();
      entry.put("class_name", "InputLayer").put("name", name);
      ObjectNode arguments = entry.putObject("config");
      arguments.put("name", name).set("batch_input_shape", shape);
      if (config.path("input_dtype").isTextual()) {
        arguments.set("dtype", config.path("input_dtype"));
      }
      entry.putArray("inbound_nodes");
      ArrayNode reference = layers.arrayNode().add(name).add(0).add(0);
      inputs.add(reference);
      return reference;
    }
  }
}
