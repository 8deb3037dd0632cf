package dev.salvor.publish;

import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.Store;
import dev.salvor.manifest.MigrationRecord.SourceFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;

/**
 * Publishes models so that none is ever seen half: all files first, saved_model.pb last. What a run
 * that was killed left without saved_model.pb is cleared away; what it finished is found again and
 * kept.
 */
public final class ModelPublisher {
  /** Where Salvor keeps what it says about a model; not part of the model's content. */
  public static final String EXTRAS = "assets.extra/salvor/";

  private final Store store;
  private final String models;

  /**
   * @param models root of all published models
   */
  public ModelPublisher(Store store, String models) {
    this.store = store;
    this.models = models;
  }

  /**
   * Where a model lies.
   *
   * @param version 1, or one more than the version before where the content changed
   */
  public record Published(long version, String uri) {}

  /**
   * @param name directory below the models
   * @param directory the model on the local disk
   * @param files its files, relative to {@code directory}
   * @param movable whether the files may be moved away
   * @param extras what is written beside the model, by path, from the version it gets
   */
  public Published publish(
      String name,
      Path directory,
      List<SourceFile> files,
      boolean movable,
      LongFunction<Map<String, byte[]>> extras)
      throws IOException {
    String base = Store.resolve(models, name);
    NavigableMap<Long, List<ArtifactFile>> versions = versions(base);
    long version = 1;
    for (Map.Entry<Long, List<ArtifactFile>> entry : versions.descendingMap().entrySet()) {
      if (entry.getValue().stream().noneMatch(file -> isGraph(inside(file)))) {
        store.delete(entry.getValue().stream().map(ArtifactFile::uri).toList());
        continue;
      }
      if (PublishedContent.equal(store, entry.getValue(), files)) {
        return new Published(entry.getKey(), place(base, entry.getKey()));
      }
      version = entry.getKey() + 1;
      break;
    }
    String place = place(base, version);
    List<SourceFile> ordered = new ArrayList<>(files);
    ordered.sort(
        Comparator.comparing((SourceFile file) -> isGraph(file.path()))
            .thenComparing(SourceFile::path));
    for (SourceFile file : ordered) {
      if (!isGraph(file.path())) {
        put(directory.resolve(file.path()), Store.resolve(place, file.path()), movable);
      }
    }
    for (Map.Entry<String, byte[]> extra : extras.apply(version).entrySet()) {
      write(Store.resolve(place, EXTRAS + extra.getKey()), extra.getValue());
    }
    for (SourceFile file : ordered) {
      if (isGraph(file.path())) {
        put(directory.resolve(file.path()), Store.resolve(place, file.path()), movable);
      }
    }
    return new Published(version, place);
  }

  private static String place(String base, long version) {
    return Store.resolve(base, Long.toString(version));
  }

  private static boolean isGraph(String path) {
    return path.equals("saved_model.pb") || path.equals("saved_model.pbtxt");
  }

  /** Path of a published file inside its version. */
  private static String inside(ArtifactFile file) {
    return file.path().substring(file.path().indexOf('/') + 1);
  }

  private NavigableMap<Long, List<ArtifactFile>> versions(String base) throws IOException {
    NavigableMap<Long, List<ArtifactFile>> versions = new TreeMap<>();
    List<ArtifactFile> published;
    try {
      published = store.list(base);
    } catch (NoSuchFileException none) {
      return versions;
    }
    for (ArtifactFile file : published) {
      String first = file.path().split("/", 2)[0];
      if (first.matches("[1-9][0-9]{0,17}") && file.path().contains("/")) {
        versions.computeIfAbsent(Long.parseLong(first), key -> new ArrayList<>()).add(file);
      }
    }
    return versions;
  }

  /** On a disk a file comes into being under another name and is renamed when it is whole. */
  private void put(Path source, String uri, boolean movable) throws IOException {
    Optional<Path> local = store.local(uri);
    if (local.isEmpty()) {
      try (WritableByteChannel out = store.create(uri)) {
        Files.copy(source, Channels.newOutputStream(out));
      }
      return;
    }
    Files.createDirectories(local.get().getParent());
    if (movable) {
      Files.move(source, local.get(), StandardCopyOption.REPLACE_EXISTING);
      return;
    }
    Path partial = local.get().resolveSibling(local.get().getFileName() + ".partial");
    Files.copy(source, partial, StandardCopyOption.REPLACE_EXISTING);
    Files.move(
        partial, local.get(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private void write(String uri, byte[] content) throws IOException {
    try (WritableByteChannel out = store.create(uri)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    }
  }
}
