package dev.salvor.convert.keras.recipes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.inspect.keras.architecture.Era;

/** CuDNNLSTM and CuDNNGRU are LSTM and GRU with the activations that cuDNN knows. */
final class CudnnLayers implements Recipe {

  @Override
  public String id() {
    return "keras2/cudnn-layers";
  }

  @Override
  public String description() {
    return "A layer for cuDNN became the plain one with tanh and sigmoid, which computes the same.";
  }

  @Override
  public boolean apply(ObjectNode layer, Era era) {
    String className = LayerJson.className(layer);
    ObjectNode config = LayerJson.config(layer).orElse(null);
    if (config == null || !className.startsWith("CuDNN")) {
      return false;
    }
    layer.put("class_name", className.substring("CuDNN".length()));
    config.put("activation", "tanh").put("recurrent_activation", "sigmoid");
    if (className.equals("CuDNNGRU")) {
      config.put("reset_after", true);
    }
    return true;
  }
}
