package dev.salvor.inspect.keras.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.finding.ArtifactException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantizationTest {
  private static final String INT8 =
      "\"dtype\":{\"class_name\":\"QuantizedDTypePolicy\","
          + "\"config\":{\"mode\":\"int8\",\"source_name\":\"mixed_bfloat16\"}}";

  @Test
  void readsPoliciesByObjectAndByName() {
    assertThat(Quantization.of(config(INT8))).contains(new Quantization(8, "mixed_bfloat16", true));
    assertThat(Quantization.of(config("\"dtype\":\"int4_from_float32\"")))
        .contains(new Quantization(4, "float32", true));
    assertThat(Quantization.of(config("\"dtype\":\"mixed_float16\""))).isEmpty();
    assertThat(Quantization.of(config("\"units\":3"))).isEmpty();
  }

  @Test
  void knowsLayersThatDoNotRoundTheirInputs() {
    String weightsOnly =
        ",\"quantization_config\":{\"class_name\":\"Int8QuantizationConfig\","
            + "\"config\":{\"activation_quantizer\":null}}";
    assertThat(Quantization.of(config(INT8 + weightsOnly)))
        .contains(new Quantization(8, "mixed_bfloat16", false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"dtype\":{\"class_name\":\"Int4DTypePolicy\",\"config\":{\"mode\":\"int4/128\"}}",
        "\"dtype\":{\"class_name\":\"GPTQDTypePolicy\",\"config\":{\"mode\":\"gptq/4/128\"}}",
        "\"dtype\":{\"class_name\":\"QuantizedFloat8DTypePolicy\",\"config\":{\"mode\":\"float8\"}}",
        INT8_ROUNDED_OTHERWISE
      })
  void refusesOtherArithmetic(String json) {
    assertThatThrownBy(() -> Quantization.of(config(json))).isInstanceOf(ArtifactException.class);
  }

  private static final String INT8_ROUNDED_OTHERWISE =
      "\"dtype\":\"int8_from_float32\",\"quantization_config\":{\"config\":"
          + "{\"activation_quantizer\":{\"class_name\":\"MyQuantizer\",\"config\":{}}}}";

  private static LayerConfig config(String fields) {
    return new LayerConfig((ObjectNode) KerasJson.parse("{" + fields + "}", "test"), "m/dense");
  }
}
