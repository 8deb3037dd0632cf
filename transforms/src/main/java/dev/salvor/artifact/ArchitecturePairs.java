package dev.salvor.artifact;

import dev.salvor.artifact.ContentPeek.Content;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Joins an architecture with the weights beside it, the surest match first: the same name; the same
 * subject ({@code two_tower.json}, {@code two_tower_weights.h5}); no subject on either side ({@code
 * model.json}, {@code weights.h5}); the only ones of their directory. A match that is not unique is
 * none. Weights may lie in a directory below ({@code checkpoints/}).
 */
final class ArchitecturePairs {
  private static final Pattern ARCHITECTURE_NAME = Pattern.compile("(?i).+\\.(?:json|ya?ml)");

  /** What must hold for an architecture and its weights; the surest first. */
  private enum Match {
    SAME_NAME,
    SAME_SUBJECT,
    NO_SUBJECT,
    ONLY_ONES;

    boolean holds(ArtifactFile architecture, WeightsCandidate weights) {
      String subject = Stem.subject(architecture.name());
      return switch (this) {
        case SAME_NAME -> sameName(architecture.name(), Stem.exact(weights.name()));
        case SAME_SUBJECT ->
            weights.alone() && !subject.isEmpty() && subject.equals(Stem.subject(weights.name()));
        case NO_SUBJECT ->
            weights.alone() && subject.isEmpty() && Stem.subject(weights.name()).isEmpty();
        case ONLY_ONES -> weights.proven();
      };
    }

    private static boolean sameName(String architecture, String weights) {
      return weights.equals(architecture) || weights.equals(Stem.exact(architecture));
    }
  }

  private final Listing listing;
  private final ContentPeek peek;
  private final List<FileGroup> groups;

  private ArchitecturePairs(Listing listing, List<FileGroup> groups, ContentPeek peek) {
    this.listing = listing;
    this.groups = new ArrayList<>(groups);
    this.peek = peek;
  }

  /** The groups with the pairs among them. */
  static List<FileGroup> pair(Listing listing, List<FileGroup> groups, ContentPeek peek) {
    ArchitecturePairs pairs = new ArchitecturePairs(listing, groups, peek);
    for (Map.Entry<String, List<ArtifactFile>> entry : listing.byDirectory().entrySet()) {
      pairs.directory(entry.getKey(), entry.getValue());
    }
    return pairs.groups;
  }

  private void directory(String directory, List<ArtifactFile> files) {
    List<ArtifactFile> texts = files.stream().filter(ArchitecturePairs::mayBeArchitecture).toList();
    if (texts.isEmpty()) {
      return;
    }
    List<List<WeightsCandidate>> places = new ArrayList<>();
    places.add(WeightsCandidate.in(directory, files, groups, peek));
    places.addAll(placesBelow(directory));
    if (places.stream().allMatch(List::isEmpty)) {
      return;
    }
    List<ArtifactFile> architectures = new ArrayList<>(texts);
    architectures.removeIf(
        file -> {
          Content content = peek.of(file);
          return content != Content.ARCHITECTURE && content != Content.UNKNOWN;
        });
    for (List<WeightsCandidate> place : places) {
      match(architectures, new ArrayList<>(place));
    }
  }

  private static boolean mayBeArchitecture(ArtifactFile file) {
    return ARCHITECTURE_NAME.matcher(file.name()).matches()
        && !file.name().endsWith(".weights.json");
  }

  /** Candidates of the directories right below, each that holds no architecture of its own. */
  private List<List<WeightsCandidate>> placesBelow(String directory) {
    Map<String, List<ArtifactFile>> below = new TreeMap<>();
    for (ArtifactFile file : listing.below(directory)) {
      below.computeIfAbsent(file.directory(), d -> new ArrayList<>()).add(file);
    }
    for (FileGroup group : groups) {
      if (group.layout() == Artifact.Layout.CHECKPOINT) {
        below.computeIfAbsent(group.directory(), d -> new ArrayList<>());
      }
    }
    List<List<WeightsCandidate>> places = new ArrayList<>();
    below.forEach(
        (child, files) -> {
          if (isChild(directory, child)
              && files.stream().noneMatch(ArchitecturePairs::mayBeArchitecture)) {
            places.add(
                WeightsCandidate.in(child, files, groups, peek).stream()
                    .filter(WeightsCandidate::proven)
                    .toList());
          }
        });
    return places;
  }

  private static boolean isChild(String directory, String child) {
    int slash = child.lastIndexOf('/');
    return !child.isEmpty()
        && !child.equals(directory)
        && (slash < 0 ? "" : child.substring(0, slash)).equals(directory);
  }

  private void match(List<ArtifactFile> architectures, List<WeightsCandidate> candidates) {
    for (Match match : Match.values()) {
      Set<WeightsCandidate> used = new HashSet<>();
      for (ArtifactFile architecture : List.copyOf(architectures)) {
        unique(match, architecture, architectures, candidates)
            .ifPresent(
                weights -> {
                  join(architecture, weights);
                  architectures.remove(architecture);
                  used.add(weights);
                });
      }
      candidates.removeAll(used);
    }
  }

  private static Optional<WeightsCandidate> unique(
      Match match,
      ArtifactFile architecture,
      List<ArtifactFile> architectures,
      List<WeightsCandidate> candidates) {
    List<WeightsCandidate> found =
        candidates.stream().filter(weights -> match.holds(architecture, weights)).toList();
    List<WeightsCandidate> proven = found.stream().filter(WeightsCandidate::proven).toList();
    List<WeightsCandidate> best = proven.isEmpty() ? found : proven;
    if (best.size() != 1 && !(match == Match.SAME_NAME && !best.isEmpty())) {
      return Optional.empty();
    }
    WeightsCandidate weights = best.get(0);
    // model.json and model.yaml of one model may share its weights
    long models =
        architectures.stream()
            .filter(other -> match.holds(other, weights))
            .map(other -> Stem.exact(other.name()))
            .distinct()
            .count();
    return match == Match.SAME_NAME || models == 1 ? Optional.of(weights) : Optional.empty();
  }

  private void join(ArtifactFile architecture, WeightsCandidate weights) {
    List<ArtifactFile> members = new ArrayList<>(weights.files());
    members.add(architecture);
    groups.replaceAll(
        group ->
            group.layout() == Artifact.Layout.CHECKPOINT && group.files().equals(weights.files())
                ? beside(group, architecture)
                : group);
    groups.add(
        FileGroup.of(
            architecture.path(), Artifact.Layout.ARCHITECTURE_AND_WEIGHTS, architecture, members));
    listing.claim(weights.exclusive() ? members : List.of(architecture));
  }

  /** A checkpoint stays an artifact of its own, which knows the architecture that it belongs to. */
  private static FileGroup beside(FileGroup checkpoint, ArtifactFile architecture) {
    List<ArtifactFile> files = new ArrayList<>(checkpoint.files());
    files.add(architecture);
    return FileGroup.of(checkpoint.path(), checkpoint.layout(), checkpoint.main(), files);
  }
}
