package dev.salvor.format.numpy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzFileTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readsArraysByName(boolean deflated) throws IOException {
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    arrays.put("inputs/x", NpyBytes.floats("(2,)", 1, 2));
    arrays.put("a b", NpyBytes.floats("(1, 1)", 3));
    try (NpzFile npz = NpzFile.open(NpyBytes.npz(directory.resolve("a.npz"), deflated, arrays))) {
      assertThat(npz.names()).containsExactly("inputs/x", "a b");
      assertThat(npz.tensor("inputs/x").shape()).isEqualTo(Shape.of(2));
      assertThat(npz.tensor("a b").shape()).isEqualTo(Shape.of(1, 1));
      assertThatThrownBy(() -> npz.tensor("c")).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void checksTheSumOfStoredArrays() throws IOException {
    Path file =
        NpyBytes.npz(directory.resolve("a.npz"), false, Map.of("x", NpyBytes.floats("(2,)", 1, 2)));
    byte[] bytes = Files.readAllBytes(file);
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("}");
    bytes[at + 3] ^= 1;
    Files.write(file, bytes);
    try (NpzFile npz = NpzFile.open(file)) {
      assertThatThrownBy(() -> npz.tensor("x"))
          .isInstanceOfSatisfying(
              ArtifactException.class,
              e -> assertThat(e.finding().location().member()).isEqualTo("x.npy"))
          .hasMessageContaining("CRC-32");
    }
  }

  @Test
  void anyDamageIsAFindingOrAnArray() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    Path file =
        NpyBytes.npz(
            directory.resolve("a.npz"),
            true,
            Map.of("x", NpyBytes.floats("(2,)", 1, 2), "y", NpyBytes.floats("()", 1)));
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < 1_000; i++) {
      byte[] damaged = Arrays.copyOf(whole, whole.length - random.nextInt(2) * random.nextInt(60));
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      Files.write(file, damaged);
      try (NpzFile npz = NpzFile.open(file)) {
        for (String name : npz.names()) {
          assertThat(npz.tensor(name)).isNotNull();
        }
      } catch (ArtifactException e) {
        assertThat(e.finding().rule())
            .isIn(Rule.FILE_DAMAGED, Rule.FILE_FORMAT_UNSUPPORTED, Rule.PICKLE_UNPROVEN);
      }
    }
  }
}
