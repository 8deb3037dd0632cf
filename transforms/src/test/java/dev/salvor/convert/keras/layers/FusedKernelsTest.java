package dev.salvor.convert.keras.layers;

import static org.assertj.core.api.Assertions.assertThat;

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

  /** TensorFlow 2.12 fuses {@code split:0 * sigmoid(split:1)} as if it were a swish. */
  @Test
  void theHalvesOfGluComeFromNodesOfTheirOwn() {
    OneLayer layer = OneLayer.of("Activation", "{'activation': 'glu'}").on("6").writtenBy("3.9.0");
    assertThat(count(layer, "Split")).isEqualTo(2);
  }

  private static long count(OneLayer layer, String op) {
    return layer.export().graph().getNodeList().stream()
        .filter(node -> node.getOp().equals(op))
        .count();
  }
}
