package dev.salvor.convert.keras.layers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.convert.ExportableModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the graph optimizer of a real TensorFlow makes of neighbouring ops. */
class FusedKernelsTest {

  /** Before oneDNN, a convolution with groups that a bias is fused into has no kernel. */
  @ParameterizedTest
  @CsvSource({"tf-1.15, 2", "tf-2.8, 2", "tf-2.9, 1", "tf-2.18, 1"})
  void groupsAreUnfoldedWhereTheyCannotBeFused(String target, long convolutions) {
    OneLayer layer =
        OneLayer.of("Conv2D", "{'filters': 4, 'kernel_size': 3, 'groups': 2}")
            .on("9,10,4")
            .forTarget(target);
    assertThat(count(layer, "Conv2D")).isEqualTo(convolutions);
    assertThat(layer.shape()).isEqualTo("?,7,8,4");
  }

  /**
   * TensorFlow 2.9 to 2.12 fuse {@code split:0 * sigmoid(split:1)} as if it were a swish; 2.8 and
   * 2.15 do not.
   */
  @ParameterizedTest
  @CsvSource({"tf-2.8, 0", "tf-2.9, 1", "tf-2.12, 1", "tf-2.14, 1", "tf-2.15, 0", "tf-2.18, 0"})
  void theHalvesOfGluAreKeptApart(String target, long snapshots) {
    OneLayer layer =
        OneLayer.of("Activation", "{'activation': 'glu'}")
            .on("6")
            .writtenBy("3.9.0")
            .forTarget(target);
    assertThat(count(layer, "Snapshot")).isEqualTo(snapshots);
    assertThat(count(layer, "Split")).isEqualTo(1);
  }

  /**
   * TensorFlow 2.8.4 says "Missing 0-th output" of a convolution in bfloat16, 2.4.4 has no kernel;
   * 2.12 has one.
   */
  @ParameterizedTest
  @CsvSource({
    "mixed_bfloat16, tf-1.15, DT_FLOAT",
    "mixed_bfloat16, tf-2.4, DT_FLOAT",
    "mixed_bfloat16, tf-2.8, DT_FLOAT",
    "mixed_bfloat16, tf-2.12, DT_BFLOAT16",
    "mixed_bfloat16, tf-2.18, DT_BFLOAT16",
    "mixed_float16, tf-1.15, DT_HALF",
    "mixed_float16, tf-2.8, DT_HALF"
  })
  void halfTypesAreComputedWhereThereIsAKernel(String policy, String target, String type) {
    ExportableModel model =
        OneLayer.of("Conv2D", "{'filters': 4, 'kernel_size': 3, 'dtype': '%s'}".formatted(policy))
            .on("9,10,4")
            .forTarget(target)
            .export();
    assertThat(model.graph().getNodeList())
        .filteredOn(node -> node.getOp().equals("Conv2D"))
        .extracting(node -> node.getAttrOrThrow("T").getType().name())
        .containsExactly(type);
    assertThat(model.fixes())
        .filteredOn(fix -> fix.recipe().equals("ops/float32-kernel"))
        .hasSize(type.equals("DT_FLOAT") ? 1 : 0);
  }

  /** No version up to 2.21 pools volumes of half on the CPU. */
  @Test
  void volumesOfHalfArePooledInFloat32() {
    OneLayer layer =
        OneLayer.of("MaxPooling3D", "{'dtype': 'mixed_float16'}")
            .on("4,4,4,2")
            .forTarget("tf-2.18");
    assertThat(layer.shape()).isEqualTo("?,2,2,2,2");
    assertThat(layer.ops()).contains("MaxPool3D", "Cast");
  }

  private static long count(OneLayer layer, String op) {
    return layer.export().graph().getNodeList().stream()
        .filter(node -> node.getOp().equals(op))
        .count();
  }
}
