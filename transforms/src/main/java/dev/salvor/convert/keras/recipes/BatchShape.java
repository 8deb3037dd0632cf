package dev.salvor.convert.keras.recipes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.inspect.keras.architecture.Era;

/** Input layers keep their shape and type under one key each. */
final class BatchShape implements Recipe {

  @Override
  public String id() {
    return "keras2/batch-input-shape";
  }

  @Override
  public String description() {
    return "The batch_input_shape of an input layer is called batch_shape, its input_dtype dtype.";
  }

  @Override
  public boolean apply(ObjectNode layer, Era era) {
    if (!layer.path("class_name").asText().equals("InputLayer")
        || !(layer.path("config") instanceof ObjectNode config)) {
      return false;
    }
    boolean changed = LayerJson.rename(config, "batch_input_shape", "batch_shape");
    if (config.path("input_dtype").isTextual()) {
      changed |= LayerJson.rename(config, "input_dtype", "dtype");
    }
    return changed;
  }
}
