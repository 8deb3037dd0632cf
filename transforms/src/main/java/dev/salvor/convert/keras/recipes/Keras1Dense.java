package dev.salvor.convert.keras.recipes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.inspect.keras.architecture.Era;

/** TimeDistributedDense is TimeDistributed of Dense, with the same weights. */
final class Keras1Dense implements Recipe {

  @Override
  public String id() {
    return "keras1/time-distributed-dense";
  }

  @Override
  public String description() {
    return "TimeDistributedDense became a Dense, which acts on every step alike.";
  }

  @Override
  public boolean apply(ObjectNode layer, Era era) {
    if (!LayerJson.className(layer).equals("TimeDistributedDense")) {
      return false;
    }
    layer.put("class_name", "Dense");
    LayerJson.config(layer).ifPresent(config -> config.remove("input_length"));
    return true;
  }
}
