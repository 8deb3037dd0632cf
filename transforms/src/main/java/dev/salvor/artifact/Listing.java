package dev.salvor.artifact;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The files that no group has claimed yet, by path. */
final class Listing {
  private final NavigableMap<String, ArtifactFile> files = new TreeMap<>();
  private final Set<String> reserved = new HashSet<>();

  Listing(Collection<ArtifactFile> listed) {
    listed.forEach(file -> files.put(file.path(), file));
  }

  /** All that are left, sorted by path. */
  List<ArtifactFile> left() {
    return List.copyOf(files.values());
  }

  /** Those left directly in each directory, both sorted. */
  Map<String, List<ArtifactFile>> byDirectory() {
    Map<String, List<ArtifactFile>> directories = new TreeMap<>();
    for (ArtifactFile file : files.values()) {
      directories.computeIfAbsent(file.directory(), d -> new ArrayList<>()).add(file);
    }
    return directories;
  }

  /** Those left below {@code directory} at any depth. */
  List<ArtifactFile> below(String directory) {
    return directory.isEmpty()
        ? left()
        : List.copyOf(files.subMap(directory + "/", true, directory + "0", false).values());
  }

  Optional<ArtifactFile> find(String path) {
    return Optional.ofNullable(files.get(path));
  }

  /** Whether {@code path} is free to name a group; from then on it is not. */
  boolean reserve(String path) {
    return reserved.add(path);
  }

  void claim(Collection<ArtifactFile> claimed) {
    claimed.forEach(file -> files.remove(file.path()));
  }

  /** {@code name} in {@code directory}. */
  static String join(String directory, String name) {
    return directory.isEmpty() ? name : directory + "/" + name;
  }
}
