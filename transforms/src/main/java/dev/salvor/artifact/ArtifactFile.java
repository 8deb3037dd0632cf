package dev.salvor.artifact;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * One file of the store as it was listed.
 *
 * @param path relative to the input, {@code /} as separator
 * @param uri where it lies, as Beam's file systems name it
 * @param size bytes
 * @param modified last modification, milliseconds since the epoch; 0 where the store does not say
 * @param checksum the store's own checksum or ETag, where it keeps one
 */
public record ArtifactFile(
    String path, String uri, long size, long modified, @Nullable String checksum)
    implements Serializable {

  /** The last segment of the path. */
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The path of the directory, empty at the root. */
  public String directory() {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }
}
