package dev.salvor.validate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a worker is asked to do: load one model, run it, compare it.
 *
 * @param model directory of the SavedModel
 * @param golden recorded inputs and outputs; null for a trial run
 * @param tolerance what the user states; null for the defaults
 * @param seed of the inputs of a trial run
 */
public record WorkerRequest(
    Path model, @Nullable Path golden, @Nullable Tolerance tolerance, long seed) {

  ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("model", model.toString());
    if (golden != null) {
      json.put("golden", golden.toString());
    }
    if (tolerance != null) {
      json.put("rtol", tolerance.rtol()).put("atol", tolerance.atol());
    }
    return json.put("seed", seed);
  }

  public static WorkerRequest fromJson(JsonNode json) {
    return new WorkerRequest(
        Path.of(json.required("model").asText()),
        json.has("golden") ? Path.of(json.required("golden").asText()) : null,
        json.has("rtol")
            ? Tolerance.stated(json.required("rtol").asDouble(), json.required("atol").asDouble())
            : null,
        json.required("seed").asLong());
  }
}
