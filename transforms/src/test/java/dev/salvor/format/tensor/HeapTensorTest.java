package dev.salvor.format.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HeapTensorTest {

  @Test
  void bytesFitTheShape() {
    assertThatThrownBy(() -> new HeapTensor(ElementType.INT32, Shape.of(2), new byte[7]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new StringTensor(Shape.of(2), List.of(new byte[0])))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPartIsReadFromItsElementOn() {
    HeapTensor data = new HeapTensor(ElementType.INT16, Shape.of(3), new byte[] {1, 2, 3, 4, 5, 6});
    ByteBuffer target = ByteBuffer.allocate(2);
    data.read(1, target);
    assertThat(target.array()).containsExactly(3, 4);
  }

  @ParameterizedTest
  @EnumSource
  void typesAreFoundByNameAndNumber(ElementType type) {
    assertThat(ElementType.byId(type.id())).contains(type);
    assertThat(ElementType.byNumber(type.number())).contains(type);
  }
}
