package dev.salvor.artifact;

import dev.salvor.artifact.ContentPeek.Content;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What may hold the weights of an architecture.
 *
 * @param name file name, or last segment of a checkpoint's prefix
 * @param directory where it lies
 * @param files its files
 * @param content what it holds
 */
record WeightsCandidate(String name, String directory, List<ArtifactFile> files, Content content) {

  private static final Pattern HDF5_NAME = Pattern.compile("(?i).+\\.(?:h5|hdf5|hdf|he5)");
  private static final Pattern PICKLE_NAME = Pattern.compile("(?i).+\\.(?:pkl|pickle)");

  /** Arrays of training data have this suffix too, so the name must speak of weights. */
  private static final Pattern NPZ_NAME =
      Pattern.compile("(?i).*(?:weights|params).*\\.npz(?<!\\.golden\\.npz)");

  private static final String SHARD_INDEX = ".weights.json";

  /** Whether it has no row beside its architecture's: a whole model keeps its own. */
  boolean exclusive() {
    return content != Content.WHOLE_MODEL;
  }

  /** Whether it can be nothing but the weights of some architecture. */
  boolean alone() {
    return exclusive() && content != Content.PICKLED_LIST;
  }

  /** Whether its content, not its name alone, says that it is weights. */
  boolean proven() {
    return content == Content.WEIGHTS;
  }

  /** Whether a file has a name of HDF5. */
  static boolean mayBeHdf5(ArtifactFile file) {
    return HDF5_NAME.matcher(file.name()).matches();
  }

  /** Candidates among the files and checkpoints of one directory, HDF5 first. */
  static List<WeightsCandidate> in(
      String directory, Collection<ArtifactFile> files, List<FileGroup> groups, ContentPeek peek) {
    List<WeightsCandidate> found = new ArrayList<>();
    List<ArtifactFile> shards = shardIndexes(directory, files, found);
    for (ArtifactFile file : files) {
      if (shards.contains(file)) {
        continue;
      }
      if (mayBeHdf5(file)) {
        Content content = peek.of(file);
        if (content != Content.OTHER) {
          found.add(new WeightsCandidate(file.name(), directory, List.of(file), content));
        }
      }
    }
    found.addAll(checkpoints(directory, groups));
    for (ArtifactFile file : files) {
      if (NPZ_NAME.matcher(file.name()).matches()) {
        found.add(new WeightsCandidate(file.name(), directory, List.of(file), Content.UNKNOWN));
      }
    }
    for (ArtifactFile file : files) {
      if (PICKLE_NAME.matcher(file.name()).matches() && peek.of(file) == Content.PICKLED_LIST) {
        found.add(
            new WeightsCandidate(file.name(), directory, List.of(file), Content.PICKLED_LIST));
      }
    }
    return found;
  }

  /** {@code x.weights.json} with {@code x_00000.weights.h5} … (Keras 3.10 and later). */
  private static List<ArtifactFile> shardIndexes(
      String directory, Collection<ArtifactFile> files, List<WeightsCandidate> found) {
    List<ArtifactFile> taken = new ArrayList<>();
    for (ArtifactFile index : files) {
      if (index.name().endsWith(SHARD_INDEX)) {
        Pattern shard =
            Pattern.compile(Pattern.quote(Stem.exact(index.name())) + "_\\d{5}\\.weights\\.h5");
        List<ArtifactFile> members = new ArrayList<>(List.of(index));
        files.stream().filter(file -> shard.matcher(file.name()).matches()).forEach(members::add);
        found.add(new WeightsCandidate(index.name(), directory, members, Content.WEIGHTS));
        taken.addAll(members);
      }
    }
    return taken;
  }

  /** Checkpoints without a graph of their own; of several steps of one training the last. */
  private static List<WeightsCandidate> checkpoints(String directory, List<FileGroup> groups) {
    Map<String, FileGroup> last = new TreeMap<>();
    groups.stream()
        .filter(group -> group.layout() == Artifact.Layout.CHECKPOINT)
        .filter(group -> group.directory().equals(directory))
        .filter(group -> group.files().stream().noneMatch(file -> file.name().endsWith(".meta")))
        .sorted(Comparator.comparing(group -> StepOrder.of(group.path())))
        .forEach(group -> last.put(StepOrder.of(group.path()).series(), group));
    return last.values().stream()
        .map(group -> new WeightsCandidate(group.name(), directory, group.files(), Content.WEIGHTS))
        .toList();
  }
}
