package dev.salvor.validate.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Rule;
import dev.salvor.format.numpy.NpyBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenTest {
  @TempDir Path directory;

  @Test
  void readsCallsBySignature() throws IOException {
    Golden golden =
        read(
            "inputs/a/b", NpyBytes.floats("(3, 1)", 1, 2, 3),
            "outputs/y", NpyBytes.floats("(3,)", 1, 2, 3),
            "signatures/other/inputs/x", NpyBytes.floats("()", 1),
            "signatures/other/outputs/z/z", NpyBytes.floats("()", 1));
    assertThat(golden.calls()).containsOnlyKeys("serving_default", "other");
    assertThat(golden.calls().get("serving_default").inputs()).containsOnlyKeys("a/b");
    assertThat(golden.calls().get("serving_default").samples()).isEqualTo(3);
    assertThat(golden.calls().get("other").outputs()).containsOnlyKeys("z/z");
    assertThat(golden.calls().get("other").samples()).isEqualTo(1);
  }

  @Test
  void whatProvesNothingIsRefused() {
    assertRefused("records nothing");
    assertRefused("no values of outputs", "inputs/x", NpyBytes.floats("(1,)", 1));
    assertRefused("no values of outputs", "outputs/y", NpyBytes.floats("(0, 4)"));
    assertRefused("neither of inputs/", "weights/w", NpyBytes.floats("(1,)", 1));
    assertRefused("neither of inputs/", "y", NpyBytes.floats("(1,)", 1));
    assertRefused("Python objects", "outputs/y", NpyBytes.npy("|O", "(1,)", new byte[8]));
  }

  @Test
  void aDamagedFileIsTheGoldensFault() throws IOException {
    Path file = Files.write(directory.resolve("g.npz"), new byte[] {1, 2, 3});
    assertThatThrownBy(() -> Golden.read(file))
        .isInstanceOfSatisfying(
            ArtifactException.class,
            e -> assertThat(e.finding().rule()).isEqualTo(Rule.GOLDEN_UNUSABLE));
  }

  private void assertRefused(String words, Object... arrays) {
    assertThatThrownBy(() -> read(arrays))
        .isInstanceOfSatisfying(
            ArtifactException.class,
            e -> assertThat(e.finding().rule()).isEqualTo(Rule.GOLDEN_UNUSABLE))
        .hasMessageContaining(words);
  }

  private Golden read(Object... arrays) throws IOException {
    Map<String, byte[]> map = new LinkedHashMap<>();
    for (int i = 0; i < arrays.length; i += 2) {
      map.put((String) arrays[i], (byte[]) arrays[i + 1]);
    }
    return Golden.read(NpyBytes.npz(directory.resolve("golden.npz"), false, map));
  }
}
