package dev.salvor.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldensTest {
  @TempDir Path root;

  @Test
  void theDirectoryOfGoldensComesFirst() throws IOException {
    Path store = Files.createDirectories(root.resolve("store/a"));
    Path goldens = Files.createDirectories(root.resolve("goldens/a"));
    Path beside = Files.createFile(store.resolve("m.h5.golden.npz"));
    assertThat(Goldens.find(root.resolve("store"), root.resolve("goldens"), "a/m.h5", true))
        .hasValue(beside);
    Path under = Files.createFile(goldens.resolve("m.h5.golden.npz"));
    assertThat(Goldens.find(root.resolve("store"), root.resolve("goldens"), "a/m.h5", true))
        .hasValue(under);
    assertThat(Goldens.find(root.resolve("store"), null, "a/x.h5", true)).isEmpty();
  }

  @Test
  void theOnlyModelOfAnArchiveMayUseTheArchives() throws IOException {
    Path golden = Files.createFile(root.resolve("zoo.zip.golden.npz"));
    assertThat(Goldens.find(root, null, "zoo.zip!/m.h5", true)).hasValue(golden);
    assertThat(Goldens.find(root, null, "zoo.zip!/m.h5", false)).isEmpty();
  }

  @Test
  void noPathLeavesTheDirectory() throws IOException {
    Files.createFile(root.resolve("m.h5.golden.npz"));
    Path store = Files.createDirectories(root.resolve("store"));
    assertThat(Goldens.find(store, null, "../m.h5", true)).isEmpty();
  }
}
