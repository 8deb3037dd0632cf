package dev.salvor.convert.keras.recipes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.inspect.keras.architecture.Era;
import java.util.List;
import java.util.Map;

/**
 * The one Merge layer of Keras 1 as the layer of its mode (keras 1.2.2 engine/topology.py, Merge).
 */
final class Keras1Merge implements Recipe {
  private static final Map<String, String> MODES =
      Map.of(
          "sum", "Add",
          "mul", "Multiply",
          "ave", "Average",
          "max", "Maximum",
          "concat", "Concatenate",
          "dot", "Dot",
          "cos", "Dot");

  @Override
  public String id() {
    return "keras1/merge";
  }

  @Override
  public String description() {
    return "Merge of Keras 1 became the layer of its mode.";
  }

  @Override
  public boolean apply(ObjectNode layer, Era era) {
    ObjectNode config = LayerJson.config(layer).orElse(null);
    if (!LayerJson.className(layer).equals("Merge") || config == null) {
      return false;
    }
    if (config.path("mode_type").asText("raw").equals("lambda")
        && config.path("output_mask").isNull()) {
      lambda(layer, config);
      return true;
    }
    String mode = MODES.get(config.path("mode").asText());
    boolean cosine = config.path("mode").asText().equals("cos");
    if (mode == null || !config.path("mode_type").asText("raw").equals("raw")) {
      return false;
    }
    layer.put("class_name", mode);
    JsonNode concatAxis = config.remove("concat_axis");
    JsonNode dotAxes = config.remove("dot_axes");
    if (mode.equals("Concatenate") && concatAxis != null) {
      config.set("axis", concatAxis);
    }
    if (mode.equals("Dot")) {
      config.set("axes", dotAxes == null ? config.numberNode(-1) : axes(dotAxes));
      config.put("normalize", cosine);
    }
    for (String key :
        new String[] {
          "mode", "mode_type", "output_shape", "output_shape_type", "output_mask",
          "output_mask_type", "arguments", "layers", "node_indices", "tensor_indices"
        }) {
      config.remove(key);
    }
    return true;
  }

  /** A function of the list of inputs, which is what a Lambda is. */
  private static void lambda(ObjectNode layer, ObjectNode config) {
    layer.put("class_name", "Lambda");
    config.set("function", config.path("mode"));
    config.set("function_type", config.path("mode_type"));
    config.remove(
        List.of(
            "mode",
            "mode_type",
            "concat_axis",
            "dot_axes",
            "output_mask",
            "output_mask_type",
            "layers",
            "node_indices",
            "tensor_indices"));
  }

  /** {@code [[1], [2]]} is {@code [1, 2]}. */
  private static JsonNode axes(JsonNode axes) {
    boolean nested = axes.size() == 2 && axes.get(0).size() == 1 && axes.get(1).size() == 1;
    return nested
        ? ((com.fasterxml.jackson.databind.node.ArrayNode) axes.deepCopy())
            .removeAll()
            .add(axes.get(0).get(0))
            .add(axes.get(1).get(0))
        : axes;
  }
}
