package dev.salvor.convert.keras.layers.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.target.TargetRuntime;
import org.junit.jupiter.api.Test;

/** Shapes that Keras 3.15 gives the scales of kernels, which its files hold. */
class EquationContractionTest {

  @Test
  void scalesLieAlongTheOutputs() {
    EquationContraction heads = of("abc,cde->abde", 7, 2, 5);
    assertThat(heads.scales()).isEqualTo(Shape.of(1, 1, 2, 5));
    assertThat(heads.summed()).containsExactly(0);
    assertThat(heads.inputAxes()).containsExactly(2);
    assertThat(heads.rows()).isEqualTo(7);
    assertThat(heads.columns()).isEqualTo(10);
  }

  @Test
  void severalAxesAreSummedOver() {
    EquationContraction together = of("abde,dec->abc", 2, 5, 7);
    assertThat(together.scales()).isEqualTo(Shape.of(1, 1, 7));
    assertThat(together.summed()).containsExactly(0, 1);
    assertThat(together.inputAxes()).containsExactly(2, 3);
    assertThat(together.rows()).isEqualTo(10);
    assertThat(together.columns()).isEqualTo(7);
  }

  @Test
  void summedAxesMayStandAnywhere() {
    assertThat(of("abc,dc->abd", 5, 7).summed()).containsExactly(1);
    assertThat(of("abc,bd->acd", 6, 5).inputAxes()).containsExactly(1);
  }

  private static EquationContraction of(String equation, long... kernel) {
    GraphBuilder graph = new GraphBuilder(TargetRuntime.named("tf-2.18"));
    return new EquationContraction(graph, equation, Shape.of(kernel), () -> {});
  }
}
