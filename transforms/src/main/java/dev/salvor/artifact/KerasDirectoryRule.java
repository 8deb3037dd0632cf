package dev.salvor.artifact;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A .keras archive saved as a directory ({@code save(path, zipped=False)}, Keras 3.4 and later:
 * saving_lib.py _save_model_to_dir).
 */
final class KerasDirectoryRule implements GroupingRule {
  private static final Set<String> MEMBERS =
      Set.of("config.json", "metadata.json", "model.weights.h5", "model.weights.npz");

  @Override
  public List<FileGroup> claim(Listing listing, ContentPeek peek) {
    List<FileGroup> groups = new ArrayList<>();
    for (Map.Entry<String, List<ArtifactFile>> entry : listing.byDirectory().entrySet()) {
      String directory = entry.getKey();
      Set<String> names = new TreeSet<>();
      entry.getValue().forEach(file -> names.add(file.name()));
      boolean named = directory.endsWith(".keras");
      if (!names.contains("config.json") || (!named && !names.contains("metadata.json"))) {
        continue;
      }
      String assets = Listing.join(directory, "assets/");
      List<ArtifactFile> members =
          listing.below(directory).stream()
              .filter(
                  file ->
                      file.path().startsWith(assets)
                          || (file.directory().equals(directory) && MEMBERS.contains(file.name())))
              .toList();
      boolean weights = members.stream().anyMatch(file -> file.name().startsWith("model.weights."));
      String path = directory.isEmpty() ? "." : directory;
      if ((named || weights) && listing.reserve(path)) {
        ArtifactFile main = listing.find(Listing.join(directory, "config.json")).orElseThrow();
        groups.add(FileGroup.of(path, Artifact.Layout.KERAS_DIRECTORY, main, members));
        listing.claim(members);
      }
    }
    return groups;
  }
}
