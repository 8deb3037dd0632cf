package dev.salvor.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConstantsTest {

  private static ByteBuffer content(ElementType type, double value) {
    return Constants.numbers(type, Shape.SCALAR, new double[] {value})
        .getTensorContent()
        .asReadOnlyByteBuffer()
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Bit patterns as numpy.float16 gives them. */
  @ParameterizedTest
  @CsvSource({
    "0, 0000",
    "-0.0, 8000",
    "1, 3c00",
    "-2, c000",
    "0.1, 2e66",
    "65504, 7bff",
    "65519.99, 7bff",
    "65520, 7c00",
    "-1e9, fc00",
    "6.103515625e-05, 0400",
    "6.097555e-05, 03ff",
    "5.960464477539063e-08, 0001",
    "2.98e-08, 0000",
    "Infinity, 7c00",
    "NaN, 7e00",
  })
  void halves(double value, String bits) {
    assertThat(String.format("%04x", Constants.half(value) & 0xffff)).isEqualTo(bits);
  }

  /** Bit patterns as ml_dtypes.bfloat16 gives them. */
  @ParameterizedTest
  @CsvSource({
    "1, 3f80",
    "0.1, 3dcd",
    "-3.1415927, c049",
    "1.00390625, 3f80",
    "1.01171875, 3f82",
    "Infinity, 7f80"
  })
  void brainFloats(double value, String bits) {
    assertThat(String.format("%04x", content(ElementType.BFLOAT16, value).getShort() & 0xffff))
        .isEqualTo(bits);
  }

  @Test
  void integersAndTruth() {
    assertThat(content(ElementType.INT64, -5).getLong()).isEqualTo(-5);
    assertThat(content(ElementType.UINT32, 4294967295.0).getInt()).isEqualTo(-1);
    assertThat(content(ElementType.UINT8, 200).get()).isEqualTo((byte) 200);
    assertThat(content(ElementType.BOOL, 3).get()).isEqualTo((byte) 1);
    assertThat(content(ElementType.COMPLEX64, 2).getFloat(4)).isZero();
  }
}
