package dev.salvor.artifact;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Files in a store that are not part of what is stored. */
final class Bystanders {
  private static final String GOLDEN = ".golden.npz";
  private static final Set<String> DESKTOP = Set.of(".DS_Store", "Thumbs.db", "desktop.ini");
  private static final Set<String> DIRECTORIES = Set.of("_salvor", "__MACOSX", ".git");

  private Bystanders() {}

  static List<ArtifactFile> without(Collection<ArtifactFile> files) {
    Set<String> paths = new HashSet<>();
    files.forEach(file -> paths.add(file.path()));
    return files.stream().filter(file -> !isBystander(file, paths)).toList();
  }

  private static boolean isBystander(ArtifactFile file, Set<String> paths) {
    String name = file.name();
    if (name.endsWith(GOLDEN) || DESKTOP.contains(name)) {
      return true;
    }
    for (String segment : file.directory().split("/", -1)) {
      if (DIRECTORIES.contains(segment)) {
        return true;
      }
    }
    // macOS keeps the attributes of x in ._x beside it (AppleDouble)
    return name.startsWith("._")
        && paths.contains(Listing.join(file.directory(), name.substring(2)));
  }
}
