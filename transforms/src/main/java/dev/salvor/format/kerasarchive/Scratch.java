package dev.salvor.format.kerasarchive;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory of its own for unpacked members, removed when closed. */
public final class Scratch implements Closeable {
  private final Path directory;

  private Scratch(Path directory) {
    this.directory = directory;
  }

  public static Scratch create() throws IOException {
    return new Scratch(Files.createTempDirectory("salvor-keras-"));
  }

  public Path directory() {
    return directory;
  }

  @Override
  public void close() throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(directory)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
