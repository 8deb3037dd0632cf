package dev.salvor.artifact;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A local directory for what is unpacked or written in between; gone when closed, or interrupted.
 */
public final class ScratchDirectory implements Closeable {
  private final Path path;
  private final Thread onInterrupt;

  private ScratchDirectory(Path path) {
    this.path = path;
    this.onInterrupt = new Thread(() -> deleteTree(path), "salvor-scratch");
  }

  /**
   * A new, empty directory in the system's place for temporary files.
   *
   * @param purpose a word for who looks at that place
   * @throws IOException where there is no space for it, or the process is ending
   */
  public static ScratchDirectory create(String purpose) throws IOException {
    ScratchDirectory scratch =
        new ScratchDirectory(Files.createTempDirectory("salvor-" + purpose + "-"));
    try {
      Runtime.getRuntime().addShutdownHook(scratch.onInterrupt);
    } catch (IllegalStateException shuttingDown) {
      deleteTree(scratch.path);
      throw new IOException("the run is being interrupted", shuttingDown);
    }
    return scratch;
  }

  public Path path() {
    return path;
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(onInterrupt);
    } catch (IllegalStateException shuttingDown) {
      return;
    }
    deleteTree(path);
  }

  /** Deletes a directory with what it holds; what cannot be deleted stays. */
  public static void deleteTree(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path file : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException leftover) {
      directory.toFile().deleteOnExit();
    }
  }
}
