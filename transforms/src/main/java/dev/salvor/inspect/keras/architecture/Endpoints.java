package dev.salvor.inspect.keras.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The inputs and outputs of a functional model, by their names in the signature. */
final class Endpoints {
  private Endpoints() {}

  static Map<String, TensorRef> inputs(JsonNode json, NestedNodes skipped, String path) {
    return of(json, skipped, true, path);
  }

  static Map<String, TensorRef> outputs(JsonNode json, NestedNodes skipped, String path) {
    return of(json, skipped, false, path);
  }

  /**
   * Signature names: of inputs the keys of a dict, else the names of the layers, made unique. A
   * dict is flattened in the order of its keys (tf.nest), and the names of outputs are those of the
   * layers all the same (keras/saving/saving_utils.py, trace_model_call).
   */
  private static Map<String, TensorRef> of(
      JsonNode json, NestedNodes skipped, boolean keyed, String path) {
    Map<String, TensorRef> endpoints = new LinkedHashMap<>();
    if (json.isObject() && keyed) {
      sorted(json)
          .forEach(
              (name, value) -> {
                List<TensorRef> refs = references(value);
                for (int i = 0; i < refs.size(); i++) {
                  String key = refs.size() == 1 ? name : name + "_" + i;
                  endpoints.put(key, skipped.skip(refs.get(i)));
                }
              });
    } else {
      for (TensorRef ref : references(json)) {
        String name = ref.layer();
        for (int i = 1; endpoints.containsKey(name); i++) {
          name = ref.layer() + "_" + i;
        }
        endpoints.put(name, skipped.skip(ref));
      }
    }
    if (endpoints.isEmpty()) {
      throw ArchitectureReader.damaged(path, "the model has no inputs or no outputs");
    }
    return endpoints;
  }

  /** All references in {@code json}, those of an object in the order of its keys. */
  static List<TensorRef> references(JsonNode json) {
    List<TensorRef> found = new ArrayList<>();
    if (json.isArray()
        && json.size() >= 3
        && json.get(0).isTextual()
        && json.get(1).isIntegralNumber()) {
      found.add(InboundNodes.reference(json));
    } else if (json.isObject()) {
      sorted(json).values().forEach(item -> found.addAll(references(item)));
    } else {
      json.forEach(item -> found.addAll(references(item)));
    }
    return found;
  }

  private static Map<String, JsonNode> sorted(JsonNode object) {
    Map<String, JsonNode> sorted = new TreeMap<>();
    object.fields().forEachRemaining(field -> sorted.put(field.getKey(), field.getValue()));
    return sorted;
  }
}
