package dev.salvor.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Looks into files that lie below a local directory.
 *
 * @param root what paths are relative to
 */
public record LocalPeek(Path root) implements ContentPeek {

  @Override
  public Content of(ArtifactFile file) {
    try (InputStream in = Files.newInputStream(root.resolve(file.path()))) {
      return HeadPeek.of(in.readNBytes(HeadPeek.HEAD_BYTES));
    } catch (IOException e) {
      return Content.UNKNOWN; // the inspector meets the same fault and names it
    }
  }
}
