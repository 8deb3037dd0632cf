package dev.salvor.convert.keras.recipes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.inspect.keras.architecture.Era;

/**
 * A class that was registered under a package is called {@code Package>Name}, whatever its class
 * name: it is not the built-in of that name, unless Keras' own class was registered without a
 * package, as scikeras does. An operation of Keras 3 is called by its module, because layers have
 * the same names.
 */
final class RegisteredNames implements Recipe {

  @Override
  public String id() {
    return "keras3/registered-names";
  }

  @Override
  public String description() {
    return "Custom classes are called by the name they were registered under.";
  }

  @Override
  public boolean apply(ObjectNode layer, Era era) {
    String registered = layer.path("registered_name").asText("");
    String className = LayerJson.className(layer);
    String module = layer.path("module").asText("");
    boolean itself = module.startsWith("keras.src.") && registered.equals(">" + className);
    if (registered.contains(">") && !registered.equals(className) && !itself) {
      layer.put("class_name", registered);
      return true;
    }
    return false;
  }
}
