package dev.salvor.inspect.keras.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How Keras 3 keeps the kernel of a Dense, EinsumDense or Embedding in few bits
 * (keras/src/dtype_policies/dtype_policy.py, QuantizedDTypePolicy).
 *
 * @param bits 8, or 4 with two values in a byte
 * @param source the policy that the layer computes by: {@code float32}
 * @param inputs whether inputs are rounded to 8 bits at every call
 */
public record Quantization(int bits, String source, boolean inputs) {
  private static final Pattern NAME = Pattern.compile("(int8|int4)_from_(\\w+)");
  private static final Set<String> LAYERS = Set.of("Dense", "EinsumDense", "Embedding");

  /**
   * The quantization of a layer; empty where its policy names none.
   *
   * @throws dev.salvor.finding.ArtifactException for modes whose arithmetic is not reproduced:
   *     float8, gptq, awq, int4 in blocks
   */
  public static Optional<Quantization> of(LayerConfig config) {
    JsonNode dtype = config.json().path("dtype");
    String policy = dtype.path("class_name").asText("");
    JsonNode details = dtype.path("config");
    Matcher name = NAME.matcher(dtype.asText(details.path("name").asText("")));
    if (name.matches()) {
      return Optional.of(quantization(config, name.group(1), name.group(2)));
    }
    if (!policy.contains("Quantized") && !details.has("mode")) {
      return Optional.empty();
    }
    String mode = details.path("mode").asText("?");
    if (!policy.equals("QuantizedDTypePolicy") || !(mode.equals("int8") || mode.equals("int4"))) {
      throw config.refused(
          String.format("the quantization %s (%s) is not supported", mode, policy));
    }
    return Optional.of(quantization(config, mode, details.path("source_name").asText("float32")));
  }

  /** Whether a layer of this class keeps its kernel quantized; others compute by the source. */
  public static boolean concerns(String className) {
    return LAYERS.contains(className);
  }

  private static Quantization quantization(LayerConfig config, String mode, String source) {
    JsonNode chosen = config.json().path("quantization_config");
    boolean inputs = chosen.isMissingNode() || chosen.isNull();
    if (!inputs) {
      JsonNode activations = chosen.path("config").path("activation_quantizer");
      inputs = !activations.isNull();
      if (inputs && !isDefault(activations)) {
        throw config.refused("rounds its inputs by " + activations);
      }
    }
    return new Quantization(mode.equals("int8") ? 8 : 4, source, inputs);
  }

  /** The quantizer that takes the largest absolute value along the contracted axes for 127. */
  private static boolean isDefault(JsonNode quantizer) {
    JsonNode range = quantizer.path("config").path("value_range");
    JsonNode ends = range.has("config") ? range.path("config").path("value") : range;
    return quantizer.path("class_name").asText().equals("AbsMaxQuantizer")
        && (range.isMissingNode() || (ends.path(0).asInt() == -127 && ends.path(1).asInt() == 127))
        && Math.abs(quantizer.path("config").path("epsilon").asDouble(1e-7) - 1e-7) < 1e-12;
  }
}
