package dev.salvor.inspect.pickle;

import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.numpy.NpyFile;
import dev.salvor.format.pickle.CallNode;
import dev.salvor.format.pickle.DictNode;
import dev.salvor.format.pickle.PickleEvent;
import dev.salvor.format.pickle.PickleStream;
import dev.salvor.format.pickle.PickleText;
import dev.salvor.format.pickle.PickleValues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The arrays that joblib before 0.10 keeps beside the dump, one {@code .npy} or {@code .npy.z} file
 * each, named in the pickle.
 */
public final class Companions {
  private Companions() {}

  /** Names that lead elsewhere and files that are not there. */
  static List<Finding> check(StagedArtifact staged, PickleStream stream) throws IOException {
    List<Finding> findings = new ArrayList<>();
    for (PickleEvent event : stream.events()) {
      if (event instanceof PickleEvent.Build build && build.target() instanceof CallNode wrapper) {
        Optional<String> name = fileName(wrapper);
        if (name.isPresent()) {
          check(staged, name.get(), build.offset()).ifPresent(findings::add);
        }
      }
    }
    return findings;
  }

  /** The file that a wrapper names; empty for anything else. */
  public static Optional<String> fileName(CallNode call) {
    boolean wrapper =
        call.function()
            .filter(
                type ->
                    type.name().equals("NDArrayWrapper") || type.name().equals("ZNDArrayWrapper"))
            .isPresent();
    return wrapper && !call.states().isEmpty() && call.states().get(0) instanceof DictNode state
        ? state.value("filename").flatMap(node -> PickleValues.text(node, 1024))
        : Optional.empty();
  }

  /** Where the file that {@code name} names lies; empty where it is not there. */
  public static Optional<Path> find(StagedArtifact staged, String name) {
    return staged.artifact().files().stream()
        .filter(file -> file.name().equals(name))
        .findFirst()
        .map(staged::local);
  }

  private static Optional<Finding> check(StagedArtifact staged, String name, long offset)
      throws IOException {
    String printable = PickleText.printable(name);
    if (name.isEmpty() || name.contains("/") || name.contains("\\") || name.startsWith(".")) {
      return Optional.of(
          Finding.of(
              Rule.PICKLE_UNSAFE,
              Location.offset(offset),
              "Loading it reads the file " + printable + ", which does not lie beside it"));
    }
    Optional<Path> file = find(staged, name);
    if (file.isEmpty()) {
      return Optional.of(
          Finding.of(
              Rule.PICKLE_DAMAGED,
              Location.offset(offset),
              "the array file " + printable + " that belongs to the dump is missing"));
    }
    try {
      if (name.endsWith(".npy")) {
        NpyFile.open(file.get());
      }
      return Optional.empty();
    } catch (ArtifactException e) {
      return Optional.of(e.finding().inFile(name));
    }
  }
}
