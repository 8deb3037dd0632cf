package dev.salvor.artifact;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checkpoints by their prefix. V2: {@code prefix.index} and {@code prefix.data-00000-of-00001}
 * (core/util/tensor_bundle/naming.cc); V1: the file {@code prefix} itself or {@code
 * prefix-00000-of-00002}, known by the {@code prefix.meta} beside it. The {@code checkpoint} state
 * file goes with the last checkpoint of its directory.
 */
final class CheckpointRule implements GroupingRule {
  private static final Pattern DATA = Pattern.compile("(.+)\\.data-\\d{5}-of-\\d{5}");
  private static final Pattern V1_SHARD = Pattern.compile("(.+)-\\d{5}-of-\\d{5}");
  private static final String INDEX = ".index";
  private static final String META = ".meta";

  /** A SessionBundle's graph, whose assets lie beside it (contrib/session_bundle/constants.py). */
  private static final String BUNDLE = "export.meta";

  /** What of one prefix lies in a directory. */
  private static final class Parts {
    private final List<ArtifactFile> index = new ArrayList<>();
    private final List<ArtifactFile> data = new ArrayList<>();
    private final List<ArtifactFile> meta = new ArrayList<>();

    private boolean bundle(boolean state) {
      return !data.isEmpty() || (!index.isEmpty() && (state || !meta.isEmpty()));
    }
  }

  @Override
  public List<FileGroup> claim(Listing listing, ContentPeek peek) {
    List<FileGroup> groups = new ArrayList<>();
    for (Map.Entry<String, List<ArtifactFile>> entry : listing.byDirectory().entrySet()) {
      groups.addAll(directory(entry.getKey(), entry.getValue(), listing));
    }
    return groups;
  }

  private static List<FileGroup> directory(
      String directory, List<ArtifactFile> files, Listing listing) {
    Optional<ArtifactFile> state = listing.find(Listing.join(directory, "checkpoint"));
    List<FileGroup> groups = new ArrayList<>();
    parts(files)
        .forEach(
            (prefix, parts) ->
                group(prefix, parts, state.isPresent(), listing).ifPresent(groups::add));
    if (groups.isEmpty()) {
      return groups;
    }
    groups.forEach(group -> listing.claim(group.files()));
    if (state.isPresent()) {
      groups.sort(Comparator.comparing(group -> StepOrder.of(group.path())));
      FileGroup last = groups.remove(groups.size() - 1);
      List<ArtifactFile> members = new ArrayList<>(last.files());
      members.add(state.get());
      groups.add(FileGroup.of(last.path(), last.layout(), last.main(), members));
      listing.claim(List.of(state.get()));
    }
    return groups;
  }

  private static Map<String, Parts> parts(List<ArtifactFile> files) {
    Map<String, Parts> prefixes = new TreeMap<>();
    for (ArtifactFile file : files) {
      String path = file.path();
      Matcher data = DATA.matcher(path);
      if (data.matches()) {
        prefixes.computeIfAbsent(data.group(1), p -> new Parts()).data.add(file);
      } else if (path.endsWith(INDEX)) {
        prefixes.computeIfAbsent(cut(path, INDEX), p -> new Parts()).index.add(file);
      } else if (path.endsWith(META)) {
        prefixes.computeIfAbsent(cut(path, META), p -> new Parts()).meta.add(file);
      }
    }
    return prefixes;
  }

  private static Optional<FileGroup> group(
      String prefix, Parts parts, boolean state, Listing listing) {
    List<ArtifactFile> members = new ArrayList<>();
    if (parts.bundle(state)) {
      members.addAll(parts.index);
      members.addAll(parts.data);
      listing.find(prefix).ifPresent(members::add);
    } else if (!parts.meta.isEmpty()) {
      members.addAll(v1(prefix, listing));
    }
    if (members.isEmpty() && (parts.meta.isEmpty() || !state)) {
      return Optional.empty();
    }
    members.addAll(parts.meta);
    if (!parts.meta.isEmpty() && parts.meta.get(0).name().equals(BUNDLE)) {
      members.addAll(listing.below(Listing.join(parts.meta.get(0).directory(), "assets")));
    }
    // beside a directory of that name the prefix is taken
    ArtifactFile main = members.get(0);
    String path = listing.reserve(prefix) ? prefix : main.path();
    return Optional.of(FileGroup.of(path, Artifact.Layout.CHECKPOINT, main, members));
  }

  private static List<ArtifactFile> v1(String prefix, Listing listing) {
    Optional<ArtifactFile> whole = listing.find(prefix);
    if (whole.isPresent()) {
      return List.of(whole.get());
    }
    List<ArtifactFile> shards = new ArrayList<>();
    int slash = prefix.lastIndexOf('/');
    for (ArtifactFile file : listing.below(slash < 0 ? "" : prefix.substring(0, slash))) {
      Matcher shard = V1_SHARD.matcher(file.path());
      if (shard.matches() && shard.group(1).equals(prefix)) {
        shards.add(file);
      }
    }
    return shards;
  }

  private static String cut(String path, String suffix) {
    return path.substring(0, path.length() - suffix.length());
  }
}
