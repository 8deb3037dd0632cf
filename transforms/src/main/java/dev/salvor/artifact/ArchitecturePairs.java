package dev.salvor.artifact;

import dev.salvor.artifact.ContentPeek.Content;
import java.util.ArrayList;
import java.util.HashMap;
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
 * model.json}, {@code weights.h5}); the same layers inside; the only ones of their directory. A
 * match that is not unique is none, but what was near is kept for the row. Weights may lie in a
 * directory below ({@code checkpoints/}).
 */
final class ArchitecturePairs {
  private static final Pattern ARCHITECTURE_NAME = Pattern.compile("(?i).+\\.(?:json|ya?ml)");

  /** What must hold for an architecture and its weights; the surest first. */
  private enum Match {
    SAME_NAME,
    SAME_SUBJECT,
    NO_SUBJECT,
    SAME_LAYERS,
    ONLY_ONES;

    boolean holds(ArtifactFile architecture, WeightsCandidate weights, ContentPeek peek) {
      String subject = Stem.subject(architecture.name());
      return switch (this) {
        case SAME_NAME -> sameName(architecture.name(), Stem.exact(weights.name()));
        case SAME_SUBJECT ->
            weights.alone() && !subject.isEmpty() && subject.equals(Stem.subject(weights.name()));
        case NO_SUBJECT ->
            weights.alone() && subject.isEmpty() && Stem.subject(weights.name()).isEmpty();
        case SAME_LAYERS ->
            weights.proven() && peek.sameLayers(architecture, weights.files().get(0));
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
  private final Map<ArtifactFile, List<String>> near = new HashMap<>();

  private ArchitecturePairs(Listing listing, List<FileGroup> groups, ContentPeek peek) {
    this.listing = listing;
    this.groups = new ArrayList<>(groups);
    this.peek = peek;
  }

  /** The groups with the pairs among them. */
  static ArchitecturePairs pair(Listing listing, List<FileGroup> groups, ContentPeek peek) {
    ArchitecturePairs pairs = new ArchitecturePairs(listing, groups, peek);
    for (Map.Entry<String, List<ArtifactFile>> entry : listing.byDirectory().entrySet()) {
      pairs.directory(entry.getKey(), entry.getValue());
      pairs.wholeModels(entry.getKey(), entry.getValue());
    }
    return pairs;
  }

  List<FileGroup> groups() {
    return groups;
  }

  /** As of {@link Artifact}. */
  List<String> near(ArtifactFile file) {
    return near.getOrDefault(file, List.of());
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
      List<WeightsCandidate> candidates = new ArrayList<>(place);
      match(architectures, candidates);
      candidates.removeIf(weights -> !weights.proven());
      note(architectures, candidates);
    }
  }

  /** What could not be told apart. */
  private void note(List<ArtifactFile> architectures, List<WeightsCandidate> candidates) {
    if (!candidates.isEmpty()) {
      List<String> weights = candidates.stream().map(WeightsCandidate::name).toList();
      architectures.forEach(architecture -> near.putIfAbsent(architecture, weights));
    }
    List<String> names = architectures.stream().map(ArtifactFile::name).toList();
    if (!names.isEmpty()) {
      candidates.forEach(weights -> near.putIfAbsent(weights.files().get(0), names));
    }
  }

  /** Weights without an architecture may be those of a whole model beside them. */
  private void wholeModels(String directory, List<ArtifactFile> files) {
    if (files.stream().filter(WeightsCandidate::mayBeHdf5).count() < 2) {
      return;
    }
    List<WeightsCandidate> found =
        WeightsCandidate.in(directory, files, List.of(), peek).stream()
            .filter(candidate -> WeightsCandidate.mayBeHdf5(candidate.files().get(0)))
            .toList();
    List<ArtifactFile> models =
        found.stream()
            .filter(candidate -> !candidate.exclusive())
            .map(candidate -> candidate.files().get(0))
            .toList();
    for (WeightsCandidate weights : found) {
      if (weights.proven()) {
        ArtifactFile file = weights.files().get(0);
        List<String> fitting =
            models.stream()
                .filter(model -> peek.sameLayers(model, file))
                .map(ArtifactFile::name)
                .toList();
        if (!fitting.isEmpty()) {
          near.putIfAbsent(file, fitting);
        }
      }
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

  private Optional<WeightsCandidate> unique(
      Match match,
      ArtifactFile architecture,
      List<ArtifactFile> architectures,
      List<WeightsCandidate> candidates) {
    List<WeightsCandidate> found =
        candidates.stream().filter(weights -> match.holds(architecture, weights, peek)).toList();
    List<WeightsCandidate> proven = found.stream().filter(WeightsCandidate::proven).toList();
    List<WeightsCandidate> best = proven.isEmpty() ? found : proven;
    if (best.size() != 1 && !(match == Match.SAME_NAME && !best.isEmpty())) {
      return Optional.empty();
    }
    WeightsCandidate weights = best.get(0);
    // model.json and model.yaml of one model may share its weights
    long models =
        architectures.stream()
            .filter(other -> match.holds(other, weights, peek))
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
