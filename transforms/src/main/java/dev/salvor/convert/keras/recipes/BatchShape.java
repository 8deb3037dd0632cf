package dev.salvor.convert.keras.recipes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.convert.keras.architecture.Era;

/** Input layers keep their shape under one key. */
final class BatchShape implements Recipe {

  @Override
  public String id() {
    return "keras2/batch-input-shape";
  }

  @Override
  public String description() {
    return "The batch_input_shape of an input layer is called batch_shape since Keras 3.";
  }

  @Override
  public boolean apply(ObjectNode layer, Era era) {
    if (!layer.path("class_name").asText().equals("InputLayer")
        || !(layer.path("config") instanceof ObjectNode config)
        || !config.has("batch_input_shape")) {
      return false;
    }
    config.set("batch_shape", config.remove("batch_input_shape"));
    return true;
  }
}
