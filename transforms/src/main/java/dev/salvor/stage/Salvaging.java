package dev.salvor.stage;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Kind;
import dev.salvor.finding.Level;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.KindDetector;
import dev.salvor.inspect.pickle.EmbeddedModel;
import dev.salvor.inspect.simple.ArrayModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A pickle around a model file of another format: the file is taken out and goes through that
 * format's inspection; the row stays the pickle's.
 */
final class Salvaging {
  private static final Set<Kind> PICKLED = EnumSet.of(Kind.PICKLE, Kind.JOBLIB, Kind.NUMPY);

  private final RunSettings settings;
  private final Staging staging;
  private final Function<StagedArtifact, Inspected> inspector;

  /**
   * @param inspector inspects an artifact that is no archive
   */
  Salvaging(RunSettings settings, Staging staging, Function<StagedArtifact, Inspected> inspector) {
    this.settings = settings;
    this.staging = staging;
    this.inspector = inspector;
  }

  /** Whether {@code inspection} is of a sound pickle, which may have a file inside. */
  static boolean concerns(Inspection inspection) {
    return PICKLED.contains(inspection.kind()) && inspection.classification().convertible();
  }

  /** {@code pickle} with what was found in the file inside, where there is one. */
  Inspected salvage(Inspected pickle) throws IOException {
    Artifact artifact = pickle.artifact();
    Path directory = staging.directory("unpacked", artifact.path());
    Optional<StagedArtifact> arrays =
        pickle.inspection().kind() == Kind.NUMPY
            ? ArrayModel.extract(pickle.staged(), directory)
            : Optional.empty();
    Optional<StagedArtifact> inside =
        arrays.isPresent()
            ? arrays
            : EmbeddedModel.extract(pickle.staged(), settings.policy(), directory);
    if (inside.isEmpty()) {
      return pickle;
    }
    if (KindDetector.detect(inside.get()).isArchive()) {
      return with(
          pickle,
          null,
          List.of(
              Finding.of(
                  Rule.PICKLE_DAMAGED,
                  Location.file(artifact.main().path()),
                  "the archive in the pickle is no model: it has neither config.json nor"
                      + " metadata.json")));
    }
    Inspected model = inspector.apply(inside.get());
    return with(pickle, model, model.inspection().findings());
  }

  private static Inspected with(Inspected pickle, @Nullable Inspected model, List<Finding> inner) {
    Inspection outer = pickle.inspection();
    List<Finding> findings = new ArrayList<>(outer.findings());
    inner.forEach(finding -> findings.add(bytecode(finding)));
    Inspection merged =
        Inspection.of(
            outer.artifact(),
            outer.kind(),
            model == null ? outer.producer() : model.inspection().producer(),
            findings,
            Classification.NEEDS_MIGRATION);
    return new Inspected(
        merged,
        model,
        pickle.alone(),
        pickle.root(),
        pickle.files(),
        pickle.fingerprint(),
        pickle.timingMs());
  }

  /**
   * Bytecode that could be read from a model file is refused in a pickle: there the whole stream is
   * to be proved inert, and loading it would bring functions to life.
   */
  private static Finding bytecode(Finding inner) {
    return inner.rule() == Rule.KERAS_LAMBDA && inner.level() != Level.ERROR
        ? Finding.of(
            inner.rule(), inner.location(), inner.message() + "; in a pickle it is refused")
        : inner;
  }
}
