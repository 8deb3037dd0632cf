package dev.salvor.format.riegeli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Rule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RiegeliFileTest {
  @TempDir Path root;

  private RiegeliFile open(byte[] bytes) throws IOException {
    return RiegeliFile.open(Files.write(root.resolve("f.cpb"), bytes), "f.cpb");
  }

  private static byte[] fixture(String name) throws IOException {
    try (InputStream in = RiegeliFileTest.class.getResourceAsStream("../protosplit/" + name)) {
      return in.readAllBytes();
    }
  }

  private static byte[] bytes(ByteBuffer record) {
    byte[] bytes = new byte[record.remaining()];
    record.get(bytes);
    return bytes;
  }

  private AbstractThrowableAssert<?, ?> refused(byte[] bytes) {
    return assertThatThrownBy(
        () -> {
          try (RiegeliFile file = open(bytes)) {
            file.record(file.last());
          }
        });
  }

  /** "This makes the first 64 bytes of a Riegeli/records file fixed", the specification says. */
  @Test
  void theSignatureIsThatOfTheSpecification() {
    assertThat(HexFormat.of().formatHex(new RiegeliWriter().bytes()))
        .isEqualTo(
            "83af70d10d884a3f0000000000000000400000000000000091bac23c9287e1a9"
                + "0000000000000000e19f13c0e9b1c37273000000000000000000000000000000");
  }

  /** Written by Riegeli itself, with each of its compressions. */
  @ParameterizedTest
  @ValueSource(strings = {"uncompressed", "brotli", "zstd", "snappy", "together"})
  void filesOfRiegeliAreRead(String name) throws IOException {
    try (RiegeliFile file = open(fixture(name + ".cpb"));
        RiegeliFile plain =
            RiegeliFile.open(
                Files.write(root.resolve("plain"), fixture("uncompressed.cpb")), "plain")) {
      assertThat(bytes(file.record(64))).isEqualTo(bytes(plain.record(64)));
      assertThat(bytes(file.record(file.last()))).startsWith(0x0a, 0x02, 0x08, 0x01);
    }
  }

  @Test
  void transposedRecordsAreRefusedByName() throws IOException {
    refused(fixture("transpose.cpb"))
        .isInstanceOfSatisfying(
            ArtifactException.class,
            e -> assertThat(e.finding().rule()).isEqualTo(Rule.FILE_FORMAT_UNSUPPORTED))
        .hasMessageContaining("transposed");
  }

  @Test
  void chunksGoOnBehindTheHeadersOfBlocks() throws IOException {
    RiegeliWriter writer = new RiegeliWriter();
    Random random = new Random(1);
    byte[][] records = new byte[60][];
    long[] numbers = new long[records.length];
    for (int i = 0; i < records.length; i++) {
      records[i] = new byte[i % 10 == 0 ? 200_000 : random.nextInt(70_000)];
      random.nextBytes(records[i]);
      numbers[i] = writer.record(records[i]);
    }
    try (RiegeliFile file = open(writer.bytes())) {
      for (int i = 0; i < records.length; i++) {
        assertThat(bytes(file.record(numbers[i]))).isEqualTo(records[i]);
      }
      assertThat(file.last()).isEqualTo(numbers[records.length - 1]);
      assertThatThrownBy(() -> file.record(numbers[1] + 1))
          .hasMessageContaining("no record has the number");
    }
  }

  @Test
  void everyCutIsSaid() throws IOException {
    RiegeliWriter writer = new RiegeliWriter();
    writer.record(new byte[70_000]);
    byte[] whole = writer.bytes();
    for (int length : new int[] {0, 1, 63, 65, 103, 104, 5_000, 65_535, 65_536, 65_560, 70_100}) {
      refused(java.util.Arrays.copyOf(whole, length)).isInstanceOf(ArtifactException.class);
    }
  }

  /** No bit of what is read can change unnoticed. */
  @Test
  void everyFlippedBitIsSaid() throws IOException {
    RiegeliWriter writer = new RiegeliWriter();
    writer.record("a record".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    byte[] whole = writer.bytes();
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] damaged = whole.clone();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      refused(damaged).isInstanceOf(ArtifactException.class);
    }
  }

  @Test
  void damageNamesTheByte() throws IOException {
    byte[] bytes = fixture("zstd.cpb");
    bytes[150] ^= 1;
    assertThatThrownBy(
            () -> {
              try (RiegeliFile file = open(bytes)) {
                file.record(64);
              }
            })
        .isInstanceOfSatisfying(
            ArtifactException.class,
            e -> {
              assertThat(e.finding().rule()).isEqualTo(Rule.GRAPH_DAMAGED);
              assertThat(e.finding().location().offset()).isEqualTo(64);
              assertThat(e.finding().message()).contains("have the hash", "its header says");
            });
  }

  @Test
  void countsAreHeldAgainstTheBytes() throws IOException {
    byte[] data = {0, 1, 5, 1, 2, 3};
    for (long[] stated : new long[][] {{1, 3}, {1, 1L << 40}, {1L << 50, 3}, {2, 3}, {0, 3}}) {
      RiegeliWriter writer = new RiegeliWriter();
      writer.chunk('r', data, Math.min(stated[0], 1 << 20), stated[1]);
      refused(writer.bytes()).isInstanceOf(ArtifactException.class);
    }
  }
}
