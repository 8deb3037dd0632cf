package dev.salvor.format.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checkpoints whose checksums are right and whose entries are not: all that comes of them is a
 * finding, never another exception, never more memory than the bytes are worth.
 */
class HostileCheckpointTest {
  private static final int ROUNDS = 600;

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void bundles(long seed) throws IOException {
    Random random = new Random(seed);
    Path prefix = directory.resolve("ckpt");
    byte[] data = new byte[200];
    random.nextBytes(data);
    Files.write(directory.resolve("ckpt.data-00000-of-00001"), data);
    for (int round = 0; round < ROUNDS; round++) {
      Map<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
      put(entries, "", "080110001a020801", random);
      // float32 (3, 2) at 0; string (2,) at 24; int64 () at 100; variant; float32 in two slices
      put(entries, "a", "0801120812020803120208022800281835deadbeef", random);
      put(entries, "s", "0807120412020802201828143501020304", random);
      put(entries, "l", "08091200206428083511223344", random);
      put(entries, "v", "0815120028083511223344", random);
      put(entries, "p", "080112081202080412020802" + "3a080a0410021002" + "0a00", random);
      put(entries, "\0p\0\1\1\2", "0801120812020802120208022010281035aabbccdd", random);
      Files.write(directory.resolve("ckpt.index"), TableTest.written(entries));
      readAll(prefix);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void tablesOfTheFirstFormat(long seed) throws IOException {
    Random random = new Random(seed);
    Path prefix = directory.resolve("model");
    for (int round = 0; round < ROUNDS; round++) {
      Map<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
      put(entries, "", "0a140a120a0177120412020802180122040a000a00", random);
      byte[] key = OrderedCode.sliceKey("w", TensorSlice.whole(1));
      entries.put(key, mutated("12100a017712020a001a0a2a080000803f00000040", random));
      Files.write(prefix, TableTest.written(entries));
      readAll(prefix);
    }
  }

  private static void readAll(Path prefix) throws IOException {
    try {
      CheckpointReader reader = CheckpointReader.open(prefix, "name");
      List<Finding> findings = reader.verify();
      for (CheckpointEntry entry : reader.entries()) {
        try {
          assertThat(reader.tensor(entry.key()).shape()).isEqualTo(entry.shape());
        } catch (ArtifactException refused) {
          assertThat(refused.finding().message()).isNotBlank();
        }
      }
      assertThat(findings).allSatisfy(finding -> assertThat(finding.message()).isNotBlank());
      ObjectGraph.of(reader);
    } catch (ArtifactException refused) {
      assertThat(refused.finding().location().file()).isNotNull();
    }
  }

  private static void put(Map<byte[], byte[]> entries, String key, String value, Random random) {
    entries.put(key.getBytes(UTF_8), mutated(value, random));
  }

  private static byte[] mutated(String hex, Random random) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    for (int i = random.nextInt(4); i > 1; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes[at] = (byte) 0xff;
        default -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
      }
    }
    return bytes;
  }
}
