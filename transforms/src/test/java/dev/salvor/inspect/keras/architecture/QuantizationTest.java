package dev.salvor.inspect.keras.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.finding.ArtifactException;
import dev.salvor.inspect.keras.architecture.Quantization.Inputs;
import dev.salvor.inspect.keras.architecture.Quantization.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies and configurations as Keras 3.3 to 3.15 write them. */
class QuantizationTest {
  private static final String INT8 =
      "\"dtype\":{\"class_name\":\"QuantizedDTypePolicy\","
          + "\"config\":{\"mode\":\"int8\",\"source_name\":\"mixed_bfloat16\"}}";
  private static final Inputs DEFAULT = new Inputs.Default();

  @Test
  void readsPoliciesByObjectAndByName() {
    assertThat(of(INT8)).contains(new Quantization(Mode.INT8, "mixed_bfloat16", 8, -1, 0, DEFAULT));
    assertThat(of("\"dtype\":\"int4_from_float32\""))
        .contains(new Quantization(Mode.INT4, "float32", 4, -1, 0, DEFAULT));
    assertThat(of("\"dtype\":\"mixed_float16\"")).isEmpty();
    assertThat(of("\"units\":3")).isEmpty();
  }

  @Test
  void readsBlocksBitsAndHistories() {
    assertThat(of(policy("Int4DTypePolicy", "\"mode\":\"int4/128\"")))
        .contains(new Quantization(Mode.INT4_MATRIX, "float32", 4, 128, 0, DEFAULT));
    assertThat(of("\"dtype\":\"gptq/3/-1_from_bfloat16\""))
        .contains(new Quantization(Mode.GPTQ, "bfloat16", 3, -1, 0, DEFAULT));
    assertThat(of(policy("AWQDTypePolicy", "\"mode\":\"awq/4/32\"")))
        .contains(new Quantization(Mode.AWQ, "float32", 4, 32, 0, DEFAULT));
    assertThat(
            of(
                policy(
                    "QuantizedFloat8DTypePolicy",
                    "\"mode\":\"float8\",\"amax_history_length\":16")))
        .contains(new Quantization(Mode.FLOAT8, "float32", 8, -1, 16, DEFAULT));
  }

  @Test
  void knowsHowInputsAreRounded() {
    assertThat(of(INT8 + chosen("\"activation_quantizer\":null")).orElseThrow().inputs())
        .isEqualTo(new Inputs.Kept());
    String rounded =
        "\"activation_quantizer\":{\"class_name\":\"AbsMaxQuantizer\",\"config\":"
            + "{\"axis\":[-1],\"value_range\":[-100,90],\"epsilon\":0.01,"
            + "\"output_dtype\":\"int8\"}}";
    assertThat(of(INT8 + chosen(rounded)).orElseThrow().inputs())
        .isEqualTo(new Inputs.Rounded(-100, 90, 0.01));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"dtype\":\"int4/0_from_float32\"",
        "\"dtype\":\"int4/9/9_from_float32\"",
        "\"dtype\":\"int2_from_float32\"",
        "\"dtype\":\"gptq/5/128_from_float32\"",
        "\"dtype\":\"gptq/4/99999999999_from_float32\"",
        "\"dtype\":\"awq/8/128_from_float32\"",
        "\"dtype\":{\"class_name\":\"QuantizedDTypePolicy\",\"config\":{}}",
        "\"dtype\":\"int8_from_float32\",\"quantization_config\":{\"class_name\":\"Mine\"}",
        "\"dtype\":\"int8_from_float32\",\"quantization_config\":{\"class_name\":\"GPTQConfig\"}"
      })
  void refusesWhatNoVersionWrites(String json) {
    assertThatThrownBy(() -> of(json)).isInstanceOf(ArtifactException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"rounding\":\"up\"",
        "\"activation_quantizer\":{\"class_name\":\"MyQuantizer\",\"config\":{}}",
        "\"activation_quantizer\":{\"class_name\":\"AbsMaxQuantizer\","
            + "\"config\":{\"output_dtype\":\"float8\"}}",
        "\"activation_quantizer\":{\"class_name\":\"AbsMaxQuantizer\","
            + "\"config\":{\"value_range\":[7,-7]}}",
        "\"activation_quantizer\":{\"class_name\":\"AbsMaxQuantizer\",\"config\":{\"round\":1}}"
      })
  void refusesOtherArithmetic(String arguments) {
    assertThatThrownBy(() -> of(INT8 + chosen(arguments))).isInstanceOf(ArtifactException.class);
  }

  private static java.util.Optional<Quantization> of(String fields) {
    return Quantization.of(
        new LayerConfig((ObjectNode) KerasJson.parse("{" + fields + "}", "test"), "m/dense"));
  }

  private static String policy(String className, String config) {
    return "\"dtype\":{\"class_name\":\"" + className + "\",\"config\":{" + config + "}}";
  }

  private static String chosen(String arguments) {
    return ",\"quantization_config\":{\"class_name\":\"Int8QuantizationConfig\",\"config\":{"
        + arguments
        + "}}";
  }
}
