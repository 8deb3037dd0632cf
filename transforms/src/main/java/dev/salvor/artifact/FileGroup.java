package dev.salvor.artifact;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Files that belong together, before a published name is found for them.
 *
 * @param near as of {@link Artifact}
 */
record FileGroup(String path, Artifact.Layout layout, List<ArtifactFile> files, List<String> near) {

  /** The main file first, the others sorted by path. */
  static FileGroup of(
      String path, Artifact.Layout layout, ArtifactFile main, List<ArtifactFile> members) {
    List<ArtifactFile> files = new ArrayList<>(members);
    files.remove(main);
    files.sort(Comparator.comparing(ArtifactFile::path));
    files.add(0, main);
    return new FileGroup(path, layout, List.copyOf(files), List.of());
  }

  FileGroup near(List<String> names) {
    return new FileGroup(path, layout, files, List.copyOf(names));
  }

  ArtifactFile main() {
    return files.get(0);
  }

  String directory() {
    return main().directory();
  }

  /** The last segment of the path. */
  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
