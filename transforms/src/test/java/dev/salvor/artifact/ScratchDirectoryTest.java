package dev.salvor.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchDirectoryTest {

  @Test
  void closingRemovesItWithWhatItHolds() throws IOException {
    Path path;
    try (ScratchDirectory scratch = ScratchDirectory.create("test")) {
      path = scratch.path();
      Files.createDirectories(path.resolve("a/b"));
      Files.writeString(path.resolve("a/b/file"), "x");
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void whatALinkLeadsToStays(@TempDir Path elsewhere) throws IOException {
    Path kept = Files.writeString(elsewhere.resolve("kept"), "x");
    Path tree = Files.createDirectory(elsewhere.resolve("tree"));
    Files.createSymbolicLink(tree.resolve("link"), kept);
    Files.createSymbolicLink(tree.resolve("directory"), elsewhere);
    ScratchDirectory.deleteTree(tree);
    assertThat(tree).doesNotExist();
    assertThat(kept).exists();
  }

  @Test
  void whatIsNotThereNeedsNoDeleting(@TempDir Path elsewhere) {
    ScratchDirectory.deleteTree(elsewhere.resolve("nothing"));
    assertThat(elsewhere).isEmptyDirectory();
  }
}
