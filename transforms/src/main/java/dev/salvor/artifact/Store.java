package dev.salvor.artifact;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Files of a disk or an object store, by URI. There are no directories, no atomic rename of more
 * than one file, and a file is visible as a whole or not at all once its channel is closed (on a
 * disk: may be visible while it is written).
 */
public interface Store {

  /**
   * All files below {@code root}, at any depth, sorted by path. On a disk links are listed as files
   * and no linked directory is entered.
   */
  List<ArtifactFile> list(String root) throws IOException;

  boolean exists(String uri) throws IOException;

  ReadableByteChannel open(String uri) throws IOException;

  /** Creates or replaces a file; parents come into being as needed. */
  WritableByteChannel create(String uri) throws IOException;

  /** Deletes what is there; what is not there is no error. */
  void delete(List<String> uris) throws IOException;

  /** The local path of {@code uri}; empty in an object store. */
  Optional<Path> local(String uri);

  /** {@code child} below {@code parent}. */
  static String resolve(String parent, String child) {
    return parent.endsWith("/") ? parent + child : parent + "/" + child;
  }
}
