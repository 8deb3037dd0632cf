package dev.salvor.beam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.salvor.artifact.ArtifactFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalListingTest {
  @TempDir Path root;

  private List<String> paths() throws IOException {
    return LocalListing.of(root).stream().map(ArtifactFile::path).toList();
  }

  private Path file(String path, int size) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.write(file, new byte[size]);
  }

  @Test
  void filesAtAnyDepthSortedByPath() throws IOException {
    file("b/c/d.h5", 3);
    file("b.h5", 2);
    Files.setLastModifiedTime(file("a", 1), FileTime.fromMillis(1234567));
    Files.createDirectories(root.resolve("empty"));
    assertThat(paths()).containsExactly("a", "b.h5", "b/c/d.h5");
    assertThat(LocalListing.of(root).get(0))
        .isEqualTo(new ArtifactFile("a", root.resolve("a").toString(), 1, 1234567, null));
  }

  @Test
  void aLinkHasTheSizeOfWhatItLeadsTo() throws IOException {
    file("real.h5", 5);
    Files.createSymbolicLink(root.resolve("link.h5"), Path.of("real.h5"));
    Files.createSymbolicLink(root.resolve("nowhere.h5"), Path.of("gone.h5"));
    assertThat(LocalListing.of(root))
        .extracting(ArtifactFile::path, ArtifactFile::size)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("link.h5", 5L),
            org.assertj.core.groups.Tuple.tuple("nowhere.h5", 0L),
            org.assertj.core.groups.Tuple.tuple("real.h5", 5L));
  }

  @Test
  void linkedDirectoriesAreNotEntered() throws IOException {
    file("models/a.h5", 1);
    Files.createSymbolicLink(root.resolve("models/loop"), Path.of(".."));
    assertThat(paths()).containsExactly("models/a.h5", "models/loop");
  }

  @Test
  void aRootThatIsNotThere() {
    assertThatThrownBy(() -> LocalListing.of(root.resolve("nowhere")))
        .isInstanceOf(NoSuchFileException.class);
  }
}
