package dev.salvor.convert.keras;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import dev.salvor.inspect.keras.architecture.Quantization;

/**
 * The types a layer keeps its variables in and computes in (keras/mixed_precision/policy.py).
 *
 * @param variable type of floating variables
 * @param compute type that floating inputs are cast to
 */
record DtypePolicy(ElementType variable, ElementType compute) {

  /** The policy of a layer: a name, or an object around one; float32 where there is none. */
  static DtypePolicy of(LayerConfig config) {
    JsonNode node = config.node("dtype");
    if (node.isMissingNode()) {
      return new DtypePolicy(ElementType.FLOAT32, ElementType.FLOAT32);
    }
    String name =
        Quantization.of(config)
            .map(Quantization::source)
            .orElse(
                node.isTextual() ? node.textValue() : node.path("config").path("name").asText(""));
    return switch (name) {
      case "mixed_float16" -> new DtypePolicy(ElementType.FLOAT32, ElementType.FLOAT16);
      case "mixed_bfloat16" -> new DtypePolicy(ElementType.FLOAT32, ElementType.BFLOAT16);
      case "_infer", "infer", "None", "none" ->
          new DtypePolicy(ElementType.FLOAT32, ElementType.FLOAT32);
      default ->
          ElementType.byId(name)
              .map(type -> new DtypePolicy(type, type))
              .orElseThrow(() -> config.refused("dtype policy " + node + " is not supported"));
    };
  }
}
