package dev.salvor.stage;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.ScratchDirectory;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.artifact.Store;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes the files of an artifact readable as local files. Files of a local store are read where
 * they are; those of an object store are copied below the work directory and removed when the
 * artifact is settled.
 */
final class Staging {
  private final Store store;
  private final RunSettings settings;

  Staging(Store store, RunSettings settings) {
    this.store = store;
    this.settings = settings;
  }

  /**
   * @throws dev.salvor.finding.ArtifactException where a link leads out of the store or to nothing
   * @throws IOException where the store cannot deliver a file
   */
  StagedArtifact stage(Artifact artifact) throws IOException {
    Optional<Path> local = store.local(settings.input());
    if (local.isPresent()) {
      checkLinks(artifact, local.get());
      return new StagedArtifact(artifact, local.get());
    }
    Path root = directory("staged", artifact.path());
    for (ArtifactFile file : artifact.files()) {
      Path copy = root.resolve(file.path());
      Files.createDirectories(copy.getParent());
      try (ReadableByteChannel channel = store.open(file.uri())) {
        Files.copy(Channels.newInputStream(channel), copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return new StagedArtifact(artifact, root);
  }

  /** A directory of the work directory that belongs to one artifact and one purpose. */
  Path directory(String purpose, String artifactPath) throws IOException {
    Path directory = Path.of(settings.workDirectory(), purpose, id(artifactPath));
    Files.createDirectories(directory);
    return directory;
  }

  static String id(String artifactPath) {
    return UUID.nameUUIDFromBytes(artifactPath.getBytes(StandardCharsets.UTF_8)).toString();
  }

  static void deleteTree(Path directory) {
    ScratchDirectory.deleteTree(directory);
    if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw new UncheckedIOException(new IOException(directory + " could not be removed"));
    }
  }

  private static void checkLinks(Artifact artifact, Path root) throws IOException {
    Path real = root.toRealPath();
    for (ArtifactFile file : artifact.files()) {
      Path path = root.resolve(file.path());
      if (!Files.isSymbolicLink(path)) {
        continue;
      }
      if (!Files.exists(path)) {
        throw Finding.of(
                Rule.FILE_DAMAGED,
                Location.file(file.path()),
                "%s is a link to %s, which is not there",
                file.path(),
                Files.readSymbolicLink(path))
            .exception();
      }
      if (!path.toRealPath().startsWith(real)) {
        throw Finding.of(
                Rule.STORE_LINK_OUTSIDE,
                Location.file(file.path()),
                "%s is a link to %s, outside the input",
                file.path(),
                Files.readSymbolicLink(path))
            .exception();
      }
    }
  }
}
