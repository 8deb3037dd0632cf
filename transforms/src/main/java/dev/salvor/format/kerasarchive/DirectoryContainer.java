package dev.salvor.format.kerasarchive;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.hdf5.Hdf5File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directory form, {@code save(zipped=False)} since Keras 3.4. Files that Keras does not write
 * are none of the archive's: they may be other artifacts.
 */
final class DirectoryContainer implements Container {
  private static final int DEPTH = 64;

  private final Path root;
  private final List<String> names;

  private DirectoryContainer(Path root, List<String> names) {
    this.root = root;
    this.names = names;
  }

  static DirectoryContainer open(Path root) throws IOException {
    Path real = root.toRealPath();
    List<Path> files;
    try (Stream<Path> walk = Files.walk(root, DEPTH)) {
      files =
          walk.filter(path -> KerasArchive.known(name(root, path)))
              .filter(path -> !Files.isDirectory(path))
              .sorted()
              .toList();
    }
    for (Path file : files) {
      if (Files.isSymbolicLink(file) && !file.toRealPath().startsWith(real)) {
        throw Finding.of(
                Rule.STORE_LINK_OUTSIDE,
                Location.member(name(root, file)),
                "member %s is a link to a file outside the archive's directory",
                name(root, file))
            .exception();
      }
    }
    return new DirectoryContainer(root, files.stream().map(file -> name(root, file)).toList());
  }

  private static String name(Path root, Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  @Override
  public List<String> names() {
    return names;
  }

  @Override
  public InputStream open(String name) throws IOException {
    return Files.newInputStream(root.resolve(name));
  }

  @Override
  public Hdf5File hdf5(String name) throws IOException {
    return Hdf5File.open(root.resolve(name));
  }

  @Override
  public long size(String name) throws IOException {
    return Files.size(root.resolve(name));
  }

  @Override
  public List<Finding> findings() {
    return List.of();
  }

  @Override
  public void close() {
    // nothing is held open
  }
}
