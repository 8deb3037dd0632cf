package dev.salvor.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiPredicate;

/**
 * Looks into files that lie below a local directory.
 *
 * @param root what paths are relative to
 * @param layers whether an architecture and weights are of the same layers
 */
public record LocalPeek(Path root, BiPredicate<Path, Path> layers) implements ContentPeek {

  @Override
  public boolean sameLayers(ArtifactFile architecture, ArtifactFile weights) {
    return layers.test(root.resolve(architecture.path()), root.resolve(weights.path()));
  }

  @Override
  public Content of(ArtifactFile file) {
    try (InputStream in = Files.newInputStream(root.resolve(file.path()))) {
      return HeadPeek.of(in.readNBytes(HeadPeek.HEAD_BYTES));
    } catch (IOException e) {
      return Content.UNKNOWN; // the inspector meets the same fault and names it
    }
  }
}
