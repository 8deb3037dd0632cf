package dev.salvor.stage;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What the store refused to deliver, as a finding about the artifact. */
final class StoreFaults {
  private StoreFaults() {}

  /**
   * @param root local directory that reported paths are made relative to
   */
  static Finding finding(IOException fault, Path root, String artifactPath) {
    String file = artifactPath;
    if (fault instanceof FileSystemException at
        && at.getFile() != null
        && !at.getFile().contains("://")) {
      Path path = Path.of(at.getFile());
      file = path.startsWith(root) ? root.relativize(path).toString() : at.getFile();
    }
    Location location = Location.file(file);
    if (fault instanceof AccessDeniedException
        || String.valueOf(fault.getMessage()).contains("Permission denied")) {
      return Finding.of(
          Rule.STORE_PERMISSION, location, "%s may not be read: permission denied", file);
    }
    if (fault instanceof NoSuchFileException || fault instanceof FileNotFoundException) {
      return Finding.of(Rule.STORE_VANISHED, location, "%s is not there any more", file);
    }
    return Finding.of(
        Rule.STORE_READ_FAILED,
        location,
        "%s could not be read: %s",
        file,
        String.valueOf(fault.getMessage()));
  }
}
