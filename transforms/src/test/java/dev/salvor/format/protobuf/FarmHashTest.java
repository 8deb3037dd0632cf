package dev.salvor.format.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FarmHashTest {

  /** Expected values: com.google.common.hash.Hashing.farmHashFingerprint64 of Guava 33. */
  @ParameterizedTest
  @CsvSource({
    "0, 9ae16a3b2f90404f",
    "3, 6cc1a093e8224428",
    "7, 0f95c16a7544a65b",
    "12, 287d60eb8437674a",
    "20, 150c7558a30c88a8",
    "50, 3bb591d2c71552e1",
    "64, e0446dd71a78f98a",
    "65, 184a25714b2ce96b",
    "200, 18fba3b01506f414"
  })
  void everyLengthHasItsOwnWay(int length, String expected) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 7);
    }
    assertThat(FarmHash.fingerprint64(bytes)).isEqualTo(Long.parseUnsignedLong(expected, 16));
  }
}
