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
 * @param names by which a policy may replace its function: the layer's, the function's where that
 *     is stored by name
 * @param functions those stored as bytecode, as they stand in the configuration
 * @param rest the layer without them
 */
record LambdaFields(List<String> names, List<JsonNode> functions, JsonNode rest) {
  /** What the function computes, and the shape it gives. */
  private static final Map<String, List<String>> FIELDS =
      Map.of(
          "Lambda", List.of("function", "output_shape"),
          "Merge", List.of("mode", "output_shape"));

  static Optional<LambdaFields> of(JsonNode layer) {
    String className = layer.path("class_name").asText("");
    List<String> fields = FIELDS.get(className);
    JsonNode config = layer.path("config");
    if (fields == null
        || !config.isObject()
        || (className.equals("Merge") && !isCode(config.path("mode")))) {
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
    if (isCode(config.path(fields.get(0)))) {
      rest.put("class_name", "");
    }
    return Optional.of(new LambdaFields(names(layer, fields.get(0)), functions, rest));
  }

  private static List<String> names(JsonNode layer, String field) {
    JsonNode function = layer.path("config").path(field);
    List<String> names = new ArrayList<>();
    names.add(layer.path("config").path("name").asText(layer.path("name").asText("")));
    JsonNode named = function.isObject() ? function.path("config") : function;
    if (named.isTextual()) {
      names.add(named.textValue());
    }
    return names;
  }

  /** Keras 1 and 2 store {@code [bytecode, defaults, closure]}, a function by name as a string. */
  static boolean isCode(JsonNode function) {
    boolean listed = function.isArray() && function.path(0).isTextual();
    return listed || function.path("class_name").asText().equals("__lambda__");
  }
}
