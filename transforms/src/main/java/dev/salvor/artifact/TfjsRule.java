package dev.salvor.artifact;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** TensorFlow.js: a model JSON with {@code group1-shard1of2.bin} files (tfjs write_weights.py). */
final class TfjsRule implements GroupingRule {
  private static final Pattern SHARD =
      Pattern.compile("(?:.+[._-])?group\\d+-shard\\d+of\\d+(?:\\.bin)?");

  @Override
  public List<FileGroup> claim(Listing listing, ContentPeek peek) {
    List<FileGroup> groups = new ArrayList<>();
    for (List<ArtifactFile> files : listing.byDirectory().values()) {
      List<ArtifactFile> shards =
          files.stream().filter(file -> SHARD.matcher(file.name()).matches()).toList();
      if (shards.isEmpty()) {
        continue;
      }
      manifest(files)
          .ifPresent(
              main -> {
                List<ArtifactFile> members = new ArrayList<>(shards);
                members.add(main);
                groups.add(FileGroup.of(main.path(), Artifact.Layout.TFJS, main, members));
                listing.claim(members);
              });
    }
    return groups;
  }

  /** model.json, else the only JSON there. */
  private static Optional<ArtifactFile> manifest(List<ArtifactFile> files) {
    List<ArtifactFile> json = files.stream().filter(file -> file.name().endsWith(".json")).toList();
    return json.size() == 1
        ? Optional.of(json.get(0))
        : json.stream().filter(file -> file.name().equals("model.json")).findFirst();
  }
}
