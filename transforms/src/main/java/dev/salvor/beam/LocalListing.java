package dev.salvor.beam;

import dev.salvor.artifact.ArtifactFile;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * All files below a local directory. Links are listed, with the size of what they lead to and 0
 * where that is nothing; linked directories are not entered. What may not be looked into is listed
 * as a file, so that it becomes a row rather than be passed over.
 */
final class LocalListing {
  private LocalListing() {}

  static List<ArtifactFile> of(Path root) throws IOException {
    List<ArtifactFile> files = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!attributes.isOther()) {
              files.add(file(root, file, attributes));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (file.equals(root)) {
              throw failure;
            }
            files.add(new ArtifactFile(relative(root, file), file.toString(), 0, 0, null));
            return FileVisitResult.CONTINUE;
          }
        });
    files.sort(Comparator.comparing(ArtifactFile::path));
    return files;
  }

  private static ArtifactFile file(Path root, Path file, BasicFileAttributes attributes) {
    BasicFileAttributes actual = attributes;
    if (attributes.isSymbolicLink()) {
      try {
        actual = Files.readAttributes(file, BasicFileAttributes.class);
      } catch (IOException dangling) {
        return new ArtifactFile(relative(root, file), file.toString(), 0, 0, null);
      }
    }
    return new ArtifactFile(
        relative(root, file),
        file.toString(),
        actual.size(),
        actual.lastModifiedTime().toMillis(),
        null);
  }

  private static String relative(Path root, Path file) {
    return root.relativize(file).toString().replace(java.io.File.separatorChar, '/');
  }
}
