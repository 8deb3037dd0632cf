package dev.salvor.convert.keras.recipes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.inspect.keras.architecture.Era;
import java.util.Set;

/**
 * Keras 1 did not store {@code dim_ordering} of padding, cropping and upsampling layers: it came
 * from the user's keras.json when the model was loaded. The layers of a model that do state it
 * tell.
 */
final class Keras1DataFormat implements Recipe {
  private static final Set<String> SILENT =
      Set.of(
          "UpSampling2D",
          "UpSampling3D",
          "ZeroPadding2D",
          "ZeroPadding3D",
          "Cropping2D",
          "Cropping3D",
          "SpatialDropout2D",
          "SpatialDropout3D");

  @Override
  public String id() {
    return "keras1/dim-ordering-inferred";
  }

  @Override
  public String description() {
    return "Layers whose dim_ordering Keras 1 did not store were given that of the rest of the model.";
  }

  @Override
  public boolean apply(ObjectNode layer, Era era) {
    String className = LayerJson.className(layer);
    boolean model = className.equals("Sequential") || layer.path("config").has("layers");
    return era.major() == 1 && model && fill(layer, found(layer));
  }

  private static String found(JsonNode node) {
    String own = node.path("dim_ordering").asText("");
    if (own.equals("th") || own.equals("tf")) {
      return own;
    }
    for (JsonNode child : node) {
      String inner = found(child);
      if (!inner.isEmpty()) {
        return inner;
      }
    }
    return "";
  }

  private static boolean fill(JsonNode node, String ordering) {
    boolean changed = false;
    if (!ordering.isEmpty()
        && node instanceof ObjectNode layer
        && SILENT.contains(LayerJson.className(layer))) {
      ObjectNode config = LayerJson.config(layer).orElse(layer.objectNode());
      if (!config.has("dim_ordering") && !config.has("data_format")) {
        config.put("dim_ordering", ordering);
        changed = true;
      }
    }
    for (JsonNode child : node) {
      changed |= fill(child, ordering);
    }
    return changed;
  }
}
