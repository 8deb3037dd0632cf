package dev.salvor.convert.keras.recipes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The sides of zero padding in Keras 1: one number an axis, a list of all sides, or a dict in which
 * sides may be left out (keras 1.2.2 layers/convolutional.py).
 */
final class Keras1Padding {
  private static final List<String> SIDES =
      List.of("top_pad", "bottom_pad", "left_pad", "right_pad");

  private Keras1Padding() {}

  static boolean apply(String className, ObjectNode config) {
    JsonNode padding = config.path("padding");
    if (className.equals("ZeroPadding1D") && padding.isObject()) {
      config.putArray("padding").add(side(padding, "left_pad")).add(side(padding, "right_pad"));
      return true;
    }
    if (!className.equals("ZeroPadding2D")) {
      return false;
    }
    if (padding.isObject()) {
      ArrayNode all = config.arrayNode();
      SIDES.forEach(name -> all.add(side(padding, name)));
      config.set("padding", pairs(all));
      return true;
    }
    if (padding.isArray() && padding.size() == 4) {
      config.set("padding", pairs(padding));
      return true;
    }
    return false;
  }

  private static int side(JsonNode padding, String name) {
    return padding.path(name).asInt(0);
  }

  private static ArrayNode pairs(JsonNode all) {
    ArrayNode pairs = ((ArrayNode) all).arrayNode();
    pairs.addArray().add(all.get(0)).add(all.get(1));
    pairs.addArray().add(all.get(2)).add(all.get(3));
    return pairs;
  }
}
