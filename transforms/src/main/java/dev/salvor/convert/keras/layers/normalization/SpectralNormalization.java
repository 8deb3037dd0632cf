package dev.salvor.convert.keras.layers.normalization;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;
import java.util.Map;

/**
 * A wrapper that normalizes the kernel of its layer while training; at inference the layer as it
 * is, beside a vector that nothing reads (keras/layers/normalization/spectral_normalization.py).
 */
public final class SpectralNormalization implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    LayerConfig config = call.config();
    config.inert("power_iterations");
    ObjectNode layer =
        config.object("layer").orElseThrow(() -> call.refused("has no layer inside"));
    List<KerasTensor> outputs = call.callChild("layer", layer, call.args(), Map.of());
    call.frozenWeight("vector_u", 1, width(call, layer));
    return outputs;
  }

  /** The last size of the kernel of the layer inside. */
  private static long width(LayerCall call, ObjectNode layer) {
    JsonNode config = layer.path("config");
    String className = layer.path("class_name").asText();
    if (className.startsWith("Depthwise")) {
      return config.path("depth_multiplier").asLong(1);
    }
    if (className.endsWith("Transpose")) {
      KerasTensor x = call.input();
      boolean first = config.path("data_format").asText().equals("channels_first");
      return x.shape().dim(first ? 1 : -1);
    }
    for (String key : List.of("units", "filters", "output_dim")) {
      if (config.path(key).isIntegralNumber()) {
        return config.path(key).asLong();
      }
    }
    throw call.refused("around " + className + " is not supported");
  }
}
