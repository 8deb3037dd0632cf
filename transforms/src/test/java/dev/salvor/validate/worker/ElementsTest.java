package dev.salvor.validate.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.format.tensor.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ElementsTest {
  @Test
  void everyHalfComesBack() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = Float16.toFloat((short) bits);
      if (!Float.isNaN(value)) {
        assertThat(Float16.of(value)).isEqualTo((short) bits);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1.0, 0x3c00",
    "-2, 0xc000",
    "65504, 0x7bff",
    "65519, 0x7bff",
    "65520, 0x7c00",
    "6.103515625e-5, 0x0400",
    "5.960464477539063e-8, 0x0001",
    "2.98e-8, 0x0000",
    "2.99e-8, 0x0001",
    "1.00048828125, 0x3c00",
    "1.00146484375, 0x3c02",
    "0.1, 0x2e66"
  })
  void halvesRoundToNearestEven(float value, int bits) {
    assertThat(Float16.of(value) & 0xffff).isEqualTo(bits);
  }

  @ParameterizedTest
  @CsvSource({
    "BFLOAT16, 0x3f80, 1", "BFLOAT16, 0xc020, -2.5", "FLOAT8_E5M2, 0x3c, 1",
    "FLOAT8_E5M2, 0x7b, 57344", "FLOAT8_E4M3FN, 0x38, 1", "FLOAT8_E4M3FN, 0x7e, 448",
    "FLOAT8_E4M3FN, 0x01, 0.001953125", "FLOAT8_E4M3FN, 0xb8, -1"
  })
  void narrowFloatsAreThoseOfTheStandards(ElementType type, int bits, double value) {
    ByteBuffer buffer =
        ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN).putShort((short) bits);
    assertThat(Elements.real(type, buffer, 0)).isEqualTo(value);
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"STRING", "FLOAT8_E5M2", "FLOAT8_E4M3FN"})
  void whatIsPutIsRead(ElementType type) {
    ByteBuffer buffer = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    Elements.put(type, buffer, 0, 0);
    Elements.put(type, buffer, 1, 0);
    assertThat(buffer.position()).isEqualTo(2 * type.size());
    assertThat(Elements.real(type, buffer, 0)).isZero();
    assertThat(Elements.real(type, buffer, 1)).isEqualTo(1);
  }

  @Test
  void unsignedNumbersAreNotNegative() {
    ByteBuffer buffer = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, -1);
    assertThat(Elements.real(ElementType.UINT64, buffer, 0)).isEqualTo(0x1p64);
    assertThat(Elements.whole(ElementType.UINT32, buffer, 0)).isEqualTo(0xffffffffL);
    assertThat(Elements.whole(ElementType.UINT8, buffer, 0)).isEqualTo(255);
  }
}
