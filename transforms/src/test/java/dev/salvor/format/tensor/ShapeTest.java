package dev.salvor.format.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ShapeTest {

  @Test
  void isShownAsKerasShowsIt() {
    assertThat(Shape.of(Shape.UNKNOWN, 28, 1)).hasToString("(None, 28, 1)");
    assertThat(Shape.of(3)).hasToString("(3,)");
    assertThat(Shape.SCALAR).hasToString("()");
  }

  @Test
  void axesCountFromEitherEnd() {
    Shape shape = Shape.of(2, 3, 5);
    assertThat(shape.dim(0)).isEqualTo(2);
    assertThat(shape.dim(-1)).isEqualTo(5);
    assertThat(shape.with(-1, 7)).isEqualTo(Shape.of(2, 3, 7));
    assertThat(shape).isEqualTo(Shape.of(2, 3, 5));
    assertThat(shape.slice(1, 3).append(1)).isEqualTo(Shape.of(3, 5, 1));
  }

  @Test
  void elements() {
    assertThat(Shape.SCALAR.elements()).isEqualTo(1);
    assertThat(Shape.of(4, 0, 5).elements()).isZero();
    assertThat(Shape.of(4, Shape.UNKNOWN).elements()).isEqualTo(Shape.UNKNOWN);
    assertThatThrownBy(() -> Shape.of(1L << 40, 1L << 40).elements())
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void noDimensionIsBelowUnknown() {
    assertThatThrownBy(() -> Shape.of(2, -2)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void isNotChangedThroughItsArray() {
    long[] dims = {1, 2};
    Shape shape = Shape.of(dims);
    dims[0] = 9;
    shape.dims()[1] = 9;
    assertThat(shape).isEqualTo(Shape.of(1, 2));
  }
}
