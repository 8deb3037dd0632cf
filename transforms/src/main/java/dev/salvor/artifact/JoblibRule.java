package dev.salvor.artifact;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** joblib before 0.10: {@code net.pkl} with {@code net.pkl_01.npy} or {@code net.pkl_01.npy.z}. */
final class JoblibRule implements GroupingRule {
  private static final Pattern ARRAY = Pattern.compile("(.+)_\\d{2,}\\.npy(?:\\.z)?");

  @Override
  public List<FileGroup> claim(Listing listing, ContentPeek peek) {
    Map<String, List<ArtifactFile>> arrays = new TreeMap<>();
    for (ArtifactFile file : listing.left()) {
      Matcher name = ARRAY.matcher(file.path());
      if (name.matches()) {
        arrays.computeIfAbsent(name.group(1), dump -> new ArrayList<>()).add(file);
      }
    }
    List<FileGroup> groups = new ArrayList<>();
    arrays.forEach(
        (path, members) ->
            listing
                .find(path)
                .ifPresent(
                    main -> {
                      members.add(main);
                      groups.add(FileGroup.of(path, Artifact.Layout.JOBLIB, main, members));
                      listing.claim(members);
                    }));
    return groups;
  }
}
