package dev.salvor.convert.keras.recipes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.inspect.keras.architecture.Era;

/** Until Keras 2.2.2 the configuration of a Sequential was the bare list of its layers. */
final class ListSequential implements Recipe {

  @Override
  public String id() {
    return "keras2/list-sequential";
  }

  @Override
  public String description() {
    return "A Sequential that is a bare list of layers became one with a name and layers.";
  }

  @Override
  public boolean apply(ObjectNode layer, Era era) {
    if (!LayerJson.className(layer).equals("Sequential")
        || !(layer.path("config") instanceof ArrayNode layers)) {
      return false;
    }
    layer.putObject("config").set("layers", layers);
    return true;
  }
}
