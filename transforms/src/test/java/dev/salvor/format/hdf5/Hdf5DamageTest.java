package dev.salvor.format.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Rule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Hdf5DamageTest {
  @TempDir Path dir;

  @Test
  void saysHowMuchOfATruncatedFileIsMissing() throws IOException {
    byte[] whole = Fixtures.bytes("types.h5");
    Finding finding = open(Arrays.copyOf(whole, 4711));
    assertThat(finding.rule()).isEqualTo(Rule.H5_TRUNCATED);
    assertThat(finding.message())
        .contains("4711")
        .contains(Integer.toString(whole.length))
        .contains(Integer.toString(whole.length - 4711));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 50, 95})
  void namesFilesThatEndInTheSuperblock(int length) throws IOException {
    Finding finding = open(Arrays.copyOf(Fixtures.bytes("types.h5"), length));
    assertThat(finding.rule()).isEqualTo(Rule.H5_TRUNCATED);
    assertThat(finding.message()).contains(Integer.toString(length));
  }

  @Test
  void namesTheEmptyFile() throws IOException {
    assertThat(open(new byte[0]).rule()).isEqualTo(Rule.FILE_EMPTY);
  }

  @Test
  void recognizesTextMode() throws IOException {
    Finding finding = open(replaced("\n", "\r\n"));
    assertThat(finding.rule()).isEqualTo(Rule.FILE_TEXT_MODE);
    assertThat(finding.message()).contains("CR LF").contains("89 48 44 46 0D 0D 0A");
  }

  @Test
  void recognizesUtf8() throws IOException {
    byte[] whole = Fixtures.bytes("types.h5");
    byte[] lost = new String(whole, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    assertThat(open(lost).message()).contains("EF BF BD").contains("UTF-8");
    byte[] again = new String(whole, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.UTF_8);
    assertThat(open(again).message()).contains("Latin-1 to UTF-8");
  }

  @Test
  void recognizesALostFirstBlock() throws IOException {
    byte[] bytes = Fixtures.bytes("types.h5");
    Arrays.fill(bytes, 0, 512, (byte) 0);
    assertThat(open(bytes).message()).contains("are zeros");
  }

  @ParameterizedTest
  @CsvSource({"96, object header", "136, B-tree node", "680, local heap"})
  void namesTheOffsetOfABrokenStructure(int offset, String what) throws IOException {
    byte[] bytes = Fixtures.bytes("types.h5");
    bytes[offset] ^= 8;
    Finding finding = open(bytes);
    assertThat(finding.rule()).isEqualTo(Rule.H5_DAMAGED);
    assertThat(finding.message()).contains(what).contains("at offset " + offset);
    assertThat(finding.location().offset()).isEqualTo(offset);
  }

  @Test
  void verifiesTheChecksumsOfNewHeaders() throws IOException {
    byte[] bytes = Fixtures.bytes("dense_v110.h5");
    bytes[20] ^= 1;
    assertThat(open(bytes).message()).contains("the superblock's checksum");
    bytes[20] ^= 1;
    bytes[48 + 8] ^= 1;
    assertThat(open(bytes).message()).contains("the object header's checksum");
  }

  @Test
  void verifiesTheChecksumsOfChunks() throws IOException {
    byte[] bytes = Fixtures.bytes("chunks.h5");
    int chunk = lastChunkOf(bytes);
    bytes[chunk] ^= 1;
    ArtifactException thrown = catchThrowableOfType(ArtifactException.class, () -> readAll(bytes));
    assertThat(thrown.finding().message())
        .contains("a chunk of dataset shuffled has Fletcher-32 checksum");
  }

  /** A byte within the deflated data of the first chunk of "shuffled". */
  private int lastChunkOf(byte[] bytes) throws IOException {
    Path file = Files.write(dir.resolve("chunks"), bytes);
    FileBytes whole = FileBytes.open(file, 0, bytes.length);
    try (whole) {
      Structure structure = Structure.walk(whole, Superblock.read(whole));
      Hdf5Object shuffled = structure.find(structure.root(), "shuffled").orElseThrow();
      ChunkIndex index = structure.chunks(shuffled.address()).orElseThrow();
      ChunkIndex.Chunk chunk = index.chunks().get(0L);
      return (int) (chunk.address() + chunk.size() - 1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"types.h5", "types_v110.h5", "chunks.h5", "chunks_v110.h5", "dense_v110.h5"})
  void neverThrowsAnythingButFindings(String name) throws IOException {
    byte[] whole = Fixtures.bytes(name);
    Random random = new Random(20);
    for (int round = 0; round < 120; round++) {
      byte[] bytes = whole.clone();
      for (int flip = random.nextInt(4); flip >= 0; flip--) {
        int at = random.nextInt(bytes.length);
        bytes[at] = random.nextBoolean() ? (byte) random.nextInt() : (byte) -1;
      }
      try {
        readAll(bytes);
      } catch (ArtifactException expected) {
        assertThat(expected.finding().message()).isNotEmpty();
      }
    }
  }

  private byte[] replaced(String from, String to) throws IOException {
    String text = new String(Fixtures.bytes("types.h5"), StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1));
    return out.toByteArray();
  }

  private void readAll(byte[] bytes) throws IOException {
    Path file = Files.write(dir.resolve("fuzzed"), bytes);
    try (Hdf5File opened = Hdf5File.open(file)) {
      opened.verifyChunks();
      Fixtures.readAll(opened.root(), 4);
    }
  }

  private Finding open(byte[] bytes) throws IOException {
    Path file = Files.write(dir.resolve("damaged"), bytes);
    return catchThrowableOfType(ArtifactException.class, () -> Hdf5File.open(file).close())
        .finding();
  }
}
