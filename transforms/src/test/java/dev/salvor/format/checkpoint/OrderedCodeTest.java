package dev.salvor.format.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderedCodeTest {

  /** The key that TensorFlow writes for rows 0 and 1 of a matrix p. */
  @Test
  void keyOfASlice() {
    TensorSlice slice =
        new TensorSlice(List.of(new TensorSlice.Extent(0, 2), new TensorSlice.Extent(0, -1)));
    assertThat(HexFormat.of().formatHex(OrderedCode.sliceKey("p", slice)))
        .isEqualTo("0070000101028082807f");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 80",
    "1, 81",
    "63, bf",
    "64, c040",
    "8191, dfff",
    "8192, e02000",
    "-1, 7f",
    "-64, 40",
    "-65, 3fbf",
    "-8192, 2000",
    "9223372036854775807, ffc07fffffffffffffff",
    "-9223372036854775808, 003f8000000000000000"
  })
  void signedNumbers(long value, String hex) {
    assertThat(HexFormat.of().formatHex(signed(value))).isEqualTo(hex);
  }

  @Test
  void orderOfBytesIsOrderOfNumbers() {
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      long one = random.nextLong() >> random.nextInt(64);
      long other = random.nextLong() >> random.nextInt(64);
      assertThat(Integer.signum(Arrays.compareUnsigned(signed(one), signed(other))))
          .isEqualTo(Long.compare(one, other));
    }
  }

  @Test
  void stringsAreEscaped() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OrderedCode.string(out, new byte[] {'a', 0, -1, 'b'});
    assertThat(HexFormat.of().formatHex(out.toByteArray())).isEqualTo("6100ffff00620001");
  }

  private static byte[] signed(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OrderedCode.signed(out, value);
    return out.toByteArray();
  }
}
