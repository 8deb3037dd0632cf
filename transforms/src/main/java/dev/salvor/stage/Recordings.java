package dev.salvor.stage;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.Store;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Kind;
import dev.salvor.format.numpy.NpzFile;
import dev.salvor.policy.Recorded;
import dev.salvor.validate.Goldens;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds what was recorded of an artifact: beside it, or in the directory of goldens. */
final class Recordings {
  /** Kinds that may not say themselves what their inputs and outputs are. */
  private static final Set<Kind> UNNAMED =
      EnumSet.of(Kind.FROZEN_GRAPH, Kind.METAGRAPH, Kind.SAVED_MODEL);

  private static final String INPUTS = "inputs/";
  private static final String OUTPUTS = "outputs/";

  private final RunSettings settings;
  private final Store store;
  private final Staging staging;

  Recordings(RunSettings settings, Store store) {
    this.settings = settings;
    this.store = store;
    this.staging = new Staging(store, settings);
  }

  /**
   * The golden of an artifact, as a local file.
   *
   * @param alone whether it is the only model of its archive
   */
  Optional<Path> golden(Artifact artifact, boolean alone) throws IOException {
    Optional<Path> input = store.local(settings.input());
    String goldens = settings.goldens();
    Optional<Path> directory = goldens == null ? Optional.empty() : store.local(goldens);
    if (input.isPresent() && (goldens == null || directory.isPresent())) {
      return Goldens.find(input.get(), directory.orElse(null), artifact.path(), alone);
    }
    Path fetched = staging.directory("goldens", artifact.path());
    for (String root :
        goldens == null ? List.of(settings.input()) : List.of(goldens, settings.input())) {
      String uri = Store.resolve(root, Goldens.pathOf(artifact.path()));
      if (store.exists(uri)) {
        Path copy = fetched.resolve("golden.npz");
        try (ReadableByteChannel channel = store.open(uri)) {
          Files.copy(Channels.newInputStream(channel), copy, StandardCopyOption.REPLACE_EXISTING);
        }
        return Optional.of(copy);
      }
    }
    return Optional.empty();
  }

  /** The names in the golden, where the artifact is of a kind that may need them. */
  Recorded names(Artifact artifact, Kind kind, boolean alone) throws IOException {
    Optional<Path> golden =
        UNNAMED.contains(kind) ? golden(artifact, alone) : Optional.<Path>empty();
    if (golden.isEmpty()) {
      return Recorded.NOTHING;
    }
    try (NpzFile file = NpzFile.open(golden.get())) {
      return new Recorded(below(file, INPUTS), below(file, OUTPUTS));
    } catch (ArtifactException damaged) {
      return Recorded.NOTHING; // the validation says so
    }
  }

  private static Set<String> below(NpzFile file, String prefix) {
    Set<String> names = new HashSet<>();
    for (String name : file.names()) {
      if (name.startsWith(prefix)) {
        names.add(name.substring(prefix.length()));
      }
    }
    return names;
  }
}
