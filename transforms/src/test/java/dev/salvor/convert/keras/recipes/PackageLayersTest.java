package dev.salvor.convert.keras.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.inspect.keras.architecture.Era;
import dev.salvor.inspect.keras.architecture.KerasJson;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Layers of packages are theirs with exactly the arguments that these store. */
class PackageLayersTest {
  private static final String GROUPS = "groups axis epsilon center scale gamma_initializer";
  private static final String ROUTES = "num_capsule dim_capsule routings share_weights activation";
  private static final String RENORMED =
      "axis epsilon center scale momentum r_max_value d_max_value t_delta";

  @ParameterizedTest
  @CsvSource({
    "2.2.4, GroupNormalization, " + GROUPS + ", keras_contrib>GroupNormalization",
    "2.3.1, GroupNormalization, " + GROUPS + ", keras_contrib>GroupNormalization",
    "2.3.1, GroupNormalization, " + GROUPS + " momentum, GroupNormalization",
    "2.3.1, GroupNormalization, groups axis epsilon, GroupNormalization",
    "2.2.4-tf, GroupNormalization, " + GROUPS + ", GroupNormalization",
    "2.6.0, GroupNormalization, " + GROUPS + ", GroupNormalization",
    "2.12.0, GroupNormalization, " + GROUPS + ", GroupNormalization",
    "2.2.4, Capsule, " + ROUTES + " regularizer initializer constraint, keras_contrib>Capsule",
    "2.2.4, Capsule, " + ROUTES + ", Capsule",
    "2.2.4-tf, Capsule, " + ROUTES + " regularizer initializer constraint, Capsule",
    "2.2.4, BatchRenormalization, " + RENORMED + ", keras_contrib>BatchRenormalization",
    "2.2.4, BatchRenormalization, " + RENORMED + " mode, BatchRenormalization",
    "2.3.1, MultiHead, layers reg_index reg_slice reg_factor, keras_multi_head>MultiHead",
    "2.3.1, MultiHead, layer head_num, MultiHead",
  })
  void theirsByTheirArguments(String version, String name, String arguments, String became) {
    ObjectNode layer = (ObjectNode) KerasJson.parse("{\"config\":{\"name\":\"l\"}}", "test");
    layer.put("class_name", name);
    for (String argument : arguments.split(" ", -1)) {
      ((ObjectNode) layer.path("config")).put(argument, 1);
    }
    new PackageLayers().apply(layer, Era.of(version, "tensorflow"));
    assertThat(layer.path("class_name").asText()).isEqualTo(became);
  }
}
