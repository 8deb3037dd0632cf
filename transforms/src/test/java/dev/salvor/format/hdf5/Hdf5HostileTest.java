package dev.salvor.format.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Rule;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Hdf5HostileTest {
  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource({
    "external_link.h5, H5_EXTERNAL, /etc/passwd",
    "external_storage.h5, H5_EXTERNAL, other files",
    "virtual.h5, H5_EXTERNAL, virtual",
    "shape_bomb.h5, H5_DAMAGED, 4398046511104",
    "shape_bomb_chunked.h5, H5_DAMAGED, 4398046511104",
  })
  void refusesWhatReachesOutOrPromisesTooMuch(String name, Rule rule, String says)
      throws IOException {
    Path file = Fixtures.file(dir, name);
    assertThatThrownBy(() -> Hdf5File.open(file))
        .isInstanceOfSatisfying(
            ArtifactException.class, e -> assertThat(e.finding().rule()).isEqualTo(rule))
        .hasMessageContaining(says);
  }

  @Test
  void survivesLinksInCircles() throws IOException {
    try (Hdf5File file = Hdf5File.open(Fixtures.file(dir, "loops.h5"))) {
      file.verifyChunks();
      assertThat(file.root().group("g/back/g/back/g")).isPresent();
      assertThatThrownBy(() -> file.root().group("a"))
          .isInstanceOf(ArtifactException.class)
          .hasMessageContaining("leads in a circle");
    }
  }

  @Test
  void inflatesNoMoreThanAChunkHolds() throws IOException {
    try (Hdf5File file = Hdf5File.open(Fixtures.file(dir, "chunk_bomb.h5"))) {
      assertThatThrownBy(file::verifyChunks)
          .isInstanceOf(ArtifactException.class)
          .hasMessageContaining("a chunk of dataset x inflates to more than its 16 bytes");
    }
  }
}
