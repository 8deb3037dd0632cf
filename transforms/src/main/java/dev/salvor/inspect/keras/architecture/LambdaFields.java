package dev.salvor.inspect.keras.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The functions that a layer of class Lambda, or a Merge of Keras 1, holds as bytecode.
 *
 * @param functions as they stand in the configuration
 * @param rest the layer without them
 */
record LambdaFields(List<JsonNode> functions, JsonNode rest) {
  /** What the function computes, and the shape it gives. */
  private static final Map<String, List<String>> FIELDS =
      Map.of(
          "Lambda", List.of("function", "output_shape"),
          "Merge", List.of("mode", "output_shape"));

  static Optional<LambdaFields> of(JsonNode layer) {
    List<String> fields = FIELDS.get(layer.path("class_name").asText(""));
    JsonNode config = layer.path("config");
    if (fields == null || !isCode(config.path(fields.get(0)))) {
      return Optional.empty();
    }
    ObjectNode rest = layer.deepCopy();
    ObjectNode kept = (ObjectNode) rest.path("config");
    List<JsonNode> functions = new ArrayList<>();
    for (String field : fields) {
      if (isCode(config.path(field))) {
        functions.add(config.path(field));
        kept.remove(List.of(field, field + "_type"));
      }
    }
    rest.put("class_name", "");
    return Optional.of(new LambdaFields(functions, rest));
  }

  /** Keras 1 and 2 store {@code [bytecode, defaults, closure]}, a function by name as a string. */
  static boolean isCode(JsonNode function) {
    boolean listed = function.isArray() && function.path(0).isTextual();
    return listed || function.path("class_name").asText().equals("__lambda__");
  }
}
