package dev.salvor.convert.keras.layers.reshaping;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.LayerCall;

/**
 * Amounts before and after each spatial axis, as padding and cropping layers state them: one
 * number, one number an axis, or a pair an axis.
 *
 * @param before amounts before, one a spatial axis
 * @param after amounts after
 */
record Margins(int[] before, int[] after) {

  static Margins of(LayerCall call, String argument, int axes) {
    JsonNode node = call.config().node(argument);
    int[] before = new int[axes];
    int[] after = new int[axes];
    for (int axis = 0; axis < axes; axis++) {
      JsonNode own = node.isArray() && !(axes == 1 && pair(node)) ? node.path(axis) : node;
      boolean two = pair(own);
      before[axis] = amount(call, argument, two ? own.get(0) : own);
      after[axis] = amount(call, argument, two ? own.get(1) : own);
    }
    if (node.isArray() && node.size() != axes && !(axes == 1 && pair(node))) {
      throw call.config().refused("argument " + argument + " is " + node);
    }
    return new Margins(before, after);
  }

  private static boolean pair(JsonNode node) {
    return node.isArray() && node.size() == 2 && node.get(0).isNumber();
  }

  private static int amount(LayerCall call, String argument, JsonNode node) {
    if (!node.isIntegralNumber() || node.intValue() < 0) {
      throw call.config().refused("argument " + argument + " is " + call.config().node(argument));
    }
    return node.intValue();
  }
}
