package dev.salvor.inspect.keras.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KerasYamlTest {

  @Test
  void readsPlainValuesAsJson() {
    JsonNode json =
        parse(
            """
            class_name: !!python/unicode 'Model'
            config:
              shape: !!python/tuple [null, 28, 28, 1]
              rate: 1.0e-07
              big: 12345678901
              name: '12'
              flag: true
              nan: .nan
              shared: &id001 [1, 2]
              again: *id001
            """);
    assertThat(json.toString())
        .isEqualTo(
            "{\"class_name\":\"Model\",\"config\":{\"shape\":[null,28,28,1],\"rate\":1.0E-7,"
                + "\"big\":12345678901,\"name\":\"12\",\"flag\":true,\"nan\":\"NaN\","
                + "\"shared\":[1,2],\"again\":[1,2]}}");
  }

  @Test
  void readsObjectsThatStandForPlainValues() {
    JsonNode json =
        parse(
            """
            dict: !!python/object/apply:builtins.dict
            - units: 3
            pairs: !!python/object/apply:builtins.dict
            - - [a, 1]
              - [b, 2]
            axis: !!python/object/apply:tensorflow.python.training.tracking.data_structures.ListWrapper
            - - 3
            slope: !!python/object/apply:numpy.core.multiarray._reconstruct
              args:
              - !!python/name:numpy.ndarray ''
              - !!python/tuple [0]
              - !!binary Yg==
              state: !!python/tuple
              - 1
              - !!python/tuple []
              - !!python/object/apply:numpy.dtype
                args: [f4, 0, 1]
                state: !!python/tuple [3, <, null, null, null, -1, -1, 0]
              - false
              - !!binary AADAQA==
            """);
    assertThat(json.toString())
        .isEqualTo(
            "{\"dict\":{\"units\":3},\"pairs\":{\"a\":1,\"b\":2},\"axis\":[3],\"slope\":6.0}");
  }

  /** As {@code to_yaml()} of TensorFlow 1.14 writes the axis of a BatchNormalization. */
  @Test
  void readsListsWithWhatIsRememberedOfThem() {
    String list =
        """
        axis: !!python/object/new:tensorflow.python.training.tracking.data_structures._ListWrapper
          listitems:
          - 1
          state:
            _external_modification: false
            _last_wrapped_list_snapshot:
            - 1
            _non_append_mutation: false
            _self_extra_variables: []
            _self_trainable: true
            _storage:
            - 1
        """;
    assertThat(parse(list).toString()).isEqualTo("{\"axis\":[1]}");
    String two = list.replace("_storage:\n    - 1", "_storage:\n    - 2");
    refused(two, Rule.KERAS_CODE, "builds a Python object");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: !!python/object/apply:os.system ['id']",
        "a: !!python/object/new:subprocess.Popen ['id']",
        "a: !!python/name:os.system ''",
        "a: !!python/module:os ''",
        "a: !!python/object/apply:builtins.eval ['1']",
        "a: !!python/object/apply:builtins.dict.fromkeys [{}]",
        "a: !custom {}"
      })
  void refusesTagsThatBuildObjects(String yaml) {
    refused(yaml, Rule.KERAS_CODE, "builds a Python object");
  }

  @Test
  void namesTheDamage() {
    refused("a: [1, 2", Rule.KERAS_CONFIG_DAMAGED, "not valid YAML (8 characters)");
    refused("", Rule.KERAS_CONFIG_DAMAGED, "empty document");
  }

  /** Every line doubles what the one before unfolds to. */
  @Test
  void refusesAliasesThatUnfoldWithoutEnd() {
    StringBuilder yaml = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 40; i++) {
      yaml.append("a").append(i).append(": &a").append(i).append(" [*a").append(i - 1);
      yaml.append(", *a").append(i - 1).append("]\n");
    }
    refused(yaml.toString(), Rule.KERAS_CONFIG_DAMAGED, "unfolds");
  }

  @Test
  void refusesEndlessNesting() {
    refused("[".repeat(200_000), Rule.KERAS_CONFIG_DAMAGED, "");
  }

  private static void refused(String yaml, Rule rule, String says) {
    assertThatThrownBy(() -> parse(yaml))
        .isInstanceOfSatisfying(
            ArtifactException.class, e -> assertThat(e.finding().rule()).isEqualTo(rule))
        .hasMessageContaining(says);
  }

  private static JsonNode parse(String yaml) {
    return KerasYaml.parse(yaml, "model.yaml");
  }
}
