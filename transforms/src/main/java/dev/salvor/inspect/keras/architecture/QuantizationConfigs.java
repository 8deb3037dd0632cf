package dev.salvor.inspect.keras.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.inspect.keras.architecture.Quantization.Inputs;
import dev.salvor.inspect.keras.architecture.Quantization.Mode;
import java.util.Map;
import java.util.Set;

/**
 * The {@code quantization_config} of a layer, in files of Keras 3.13 and later
 * (src/quantizers/quantization_config.py, gptq_config.py, awq_config.py).
 */
final class QuantizationConfigs {
  private static final Set<String> QUANTIZERS = Set.of("weight_quantizer", "activation_quantizer");

  /** Which arguments each class has; those of GPTQ and AWQ say how weights were found. */
  private static final Map<String, Set<String>> ARGUMENTS =
      Map.of(
          "Int8QuantizationConfig", QUANTIZERS,
          "Int4QuantizationConfig",
              Set.of("weight_quantizer", "activation_quantizer", "block_size"),
          "Float8QuantizationConfig", QUANTIZERS,
          "GPTQConfig",
              Set.of(
                  "weight_quantizer",
                  "activation_quantizer",
                  "dataset",
                  "tokenizer",
                  "weight_bits",
                  "num_samples",
                  "per_channel",
                  "sequence_length",
                  "hessian_damping",
                  "group_size",
                  "symmetric",
                  "activation_order",
                  "quantization_layer_structure"),
          "AWQConfig",
              Set.of(
                  "weight_quantizer",
                  "activation_quantizer",
                  "dataset",
                  "tokenizer",
                  "weight_bits",
                  "num_samples",
                  "sequence_length",
                  "group_size",
                  "num_grid_points",
                  "quantization_layer_structure"));

  private static final Set<String> ROUNDING =
      Set.of("axis", "value_range", "epsilon", "output_dtype");

  private QuantizationConfigs() {}

  /** How inputs are rounded. */
  static Inputs inputs(LayerConfig config, Mode mode) {
    JsonNode chosen = config.json().path("quantization_config");
    if (chosen.isMissingNode() || chosen.isNull()) {
      return new Inputs.Default();
    }
    String className = chosen.path("class_name").asText("");
    Set<String> known = ARGUMENTS.get(className);
    if (known == null || !className.startsWith(prefix(mode))) {
      throw config.refused(
          String.format("quantization_config %s is not known for %s", className, mode));
    }
    requireKnown(config, chosen.path("config"), known, className);
    return rounding(config, chosen.path("config").path("activation_quantizer"));
  }

  private static String prefix(Mode mode) {
    return switch (mode) {
      case INT8 -> "Int8";
      case INT4, INT4_MATRIX -> "Int4";
      case FLOAT8 -> "Float8";
      case GPTQ -> "GPTQ";
      case AWQ -> "AWQ";
    };
  }

  private static Inputs rounding(LayerConfig config, JsonNode quantizer) {
    if (quantizer.isMissingNode() || quantizer.isNull()) {
      return new Inputs.Kept();
    }
    JsonNode arguments = quantizer.path("config");
    String type = arguments.path("output_dtype").asText("int8");
    if (!quantizer.path("class_name").asText().equals("AbsMaxQuantizer") || !type.equals("int8")) {
      throw config.refused("rounds its inputs by " + quantizer);
    }
    requireKnown(config, arguments, ROUNDING, "AbsMaxQuantizer");
    JsonNode range = arguments.path("value_range");
    JsonNode ends = range.has("config") ? range.path("config").path("value") : range;
    JsonNode low = ends.path(0);
    JsonNode high = ends.path(1);
    boolean numbers = ends.isMissingNode() || (low.isNumber() && high.isNumber());
    if (!numbers || low.asDouble(-127) >= high.asDouble(127)) {
      throw config.refused("rounds its inputs to the range " + range);
    }
    return new Inputs.Rounded(
        low.asDouble(-127), high.asDouble(127), arguments.path("epsilon").asDouble(1e-7));
  }

  private static void requireKnown(
      LayerConfig config, JsonNode arguments, Set<String> known, String className) {
    arguments
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw config.refused(
                    String.format("argument %s of %s is not known", name, className));
              }
            });
  }
}
