package dev.salvor.convert.keras.layers.attention;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.inspect.keras.architecture.Argument;
import java.util.List;
import java.util.Map;

/** The dense layers inside multi-head attention, which are EinsumDense layers of their own. */
final class Projection {
  private Projection() {}

  /**
   * Calls the child {@code attribute}.
   *
   * @param bound trailing axes of the input that are contracted
   * @param outputs their replacement
   */
  static KerasTensor apply(
      LayerCall call, String attribute, String name, KerasTensor x, int bound, int... outputs) {
    int free = x.rank() - bound;
    String input = letters(0, x.rank());
    String replaced = letters(x.rank(), outputs.length);
    String equation =
        input + "," + input.substring(free) + replaced + "->" + input.substring(0, free) + replaced;
    JsonNodeFactory json = JsonNodeFactory.instance;
    ObjectNode config = json.objectNode().put("name", name).put("equation", equation);
    ArrayNode shape = config.putArray("output_shape");
    for (int i = 1; i < free; i++) {
      shape.addNull();
    }
    for (int size : outputs) {
      shape.add(size);
    }
    if (call.config().flag("use_bias", true)) {
      config.put("bias_axes", replaced);
    }
    if (attribute.startsWith("gate")) {
      config.put("activation", "sigmoid");
    }
    JsonNode dtype = call.config().node("dtype");
    if (!dtype.isMissingNode()) {
      config.set("dtype", dtype);
    }
    ObjectNode layer = json.objectNode().put("class_name", "EinsumDense");
    layer.set("config", config);
    return call.callChild(
            attribute, layer, List.of(new Argument.Leaf<>(x.withMask(null))), Map.of())
        .get(0);
  }

  private static String letters(int from, int count) {
    StringBuilder letters = new StringBuilder();
    for (int i = from; i < from + count; i++) {
      letters.append((char) ('a' + i));
    }
    return letters.toString();
  }
}
