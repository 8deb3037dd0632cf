package dev.salvor.stage;

import dev.salvor.artifact.StagedArtifact;
import dev.salvor.artifact.Store;
import dev.salvor.convert.ConversionContext;
import dev.salvor.convert.Converters;
import dev.salvor.convert.Doubtful;
import dev.salvor.convert.ExportableModel;
import dev.salvor.convert.Reading;
import dev.salvor.convert.Variable;
import dev.salvor.convert.salvage.EstimatorSignatures;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Outcome;
import dev.salvor.finding.Rule;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.pickle.Examination;
import dev.salvor.inspect.pickle.estimator.Estimator;
import dev.salvor.manifest.MigrationRecord.SourceFile;
import dev.salvor.policy.Recorded;
import dev.salvor.savedmodel.SavedModelWriter;
import dev.salvor.savedmodel.WrittenModel;
import dev.salvor.target.TargetRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From an inspected artifact to a SavedModel on the local disk, where there can be one. */
public final class ConversionStage {
  /** What loaders in Python pass over and others do not. */
  private static final Set<Rule> PYTHON_ONLY =
      EnumSet.of(Rule.SAVED_MODEL_ASSET_TWICE, Rule.SAVED_MODEL_UNRESTORED);

  private final RunSettings settings;
  private final Store store;
  private final Staging staging;
  private final Recordings recordings;

  public ConversionStage(RunSettings settings, Store store) {
    this.settings = settings;
    this.store = store;
    this.staging = new Staging(store, settings);
    this.recordings = new Recordings(settings, store);
  }

  public Converted convert(Inspected inspected) {
    return convert(inspected, Set.of());
  }

  /**
   * @param readings how to understand what the artifact does not say
   */
  Converted convert(Inspected inspected, Set<Reading> readings) {
    return Retries.STANDARD.of(() -> attempt(inspected, readings), ConversionStage::readFailed);
  }

  private static boolean readFailed(Converted converted) {
    Finding refusal = converted.refusal();
    return refusal != null && refusal.rule() == Rule.STORE_READ_FAILED;
  }

  private Converted attempt(Inspected inspected, Set<Reading> readings) {
    Inspection inspection = inspected.inspection();
    long start = System.nanoTime();
    if (inspection.findings().stream().anyMatch(finding -> finding.rule() == Rule.INTERNAL)) {
      return settled(inspected, inspection.classification(), null, Outcome.FAILED, start);
    }
    if (!inspection.classification().convertible()) {
      return settled(inspected, inspection.classification(), null, Outcome.REJECTED, start);
    }
    try {
      Inspected source = inspected.salvaged() == null ? inspected : inspected.salvaged();
      Optional<Estimator> estimator = estimator(inspected);
      boolean publishable = publishable(source.inspection());
      if (estimator.isPresent() && publishable) {
        return extended(inspected, source, estimator.get(), readings, start);
      }
      return publishable
          ? asItIs(inspected, source, List.of(), start)
          : written(inspected, source, estimator, readings, start);
    } catch (ArtifactException e) {
      return refused(inspected, withLambda(inspection, e.finding()), start);
    } catch (IOException e) {
      return refused(
          inspected,
          StoreFaults.finding(e, Path.of(inspected.root()), inspected.artifact().path()),
          start);
    } catch (RuntimeException | StackOverflowError e) {
      return refused(inspected, Internal.finding(e, inspected.artifact().path()), start);
    }
  }

  /** With the signatures of {@code estimator}, else as it is. */
  private Converted extended(
      Inspected inspected, Inspected source, Estimator estimator, Set<Reading> readings, long start)
      throws IOException {
    try {
      return written(inspected, source, Optional.of(estimator), readings, start);
    } catch (ArtifactException e) {
      return asItIs(
          inspected,
          source,
          List.of(EstimatorSignatures.left(estimator, e.finding().message())),
          start);
    }
  }

  /** Whether all loaders take the artifact as it stands. */
  private static boolean publishable(Inspection inspection) {
    return inspection.classification() == Classification.LOADABLE
        && inspection.findings().stream()
            .noneMatch(finding -> PYTHON_ONLY.contains(finding.rule()));
  }

  private Converted asItIs(
      Inspected inspected, Inspected source, List<Finding> findings, long start)
      throws IOException {
    StagedArtifact staged = source.staged();
    Path directory = staged.directory().normalize();
    Path root = Path.of(source.root());
    List<SourceFile> files = new ArrayList<>();
    for (SourceFile file : source.files()) {
      Path inside = directory.relativize(root.resolve(file.path()).normalize());
      files.add(
          new SourceFile(
              inside.toString().replace(java.io.File.separatorChar, '/'),
              file.size(),
              file.sha256()));
    }
    return new Converted(
        inspected,
        inspected.inspection().classification(),
        new Converted.StagedModel(
            directory.toString(),
            true,
            files,
            ModelFingerprint.of(files).sha256(),
            SignatureShapes.read(directory)),
        null,
        null,
        List.of(),
        findings,
        Set.of(),
        inspected.timed("convert", start));
  }

  /** What stands around the network of a pickle. */
  private Optional<Estimator> estimator(Inspected inspected) throws IOException {
    if (!Salvaging.concerns(inspected.inspection())) {
      return Optional.empty();
    }
    try (Examination examination = Examination.of(inspected.staged(), settings.policy())) {
      return examination.estimator().estimator();
    }
  }

  private Converted written(
      Inspected inspected,
      Inspected source,
      Optional<Estimator> estimator,
      Set<Reading> readings,
      long start)
      throws IOException {
    TargetRuntime target = settings.runtime();
    ConversionContext context =
        new ConversionContext(target, settings.policy(), readings, recorded(source));
    try (ExportableModel network =
        Converters.of(source.inspection().kind())
            .orElseThrow(() -> noConverter(source).exception())
            .convert(source.staged(), source.inspection(), context)) {
      ExportableModel model =
          estimator
              .map(around -> EstimatorSignatures.add(network, around, context))
              .orElse(network);
      Path directory = stagingOf(inspected);
      Staging.deleteTree(directory);
      WrittenModel written = SavedModelWriter.write(model, target, directory);
      List<SourceFile> files =
          written.files().stream()
              .map(file -> new SourceFile(file.path(), file.size(), file.sha256()))
              .toList();
      return new Converted(
          inspected,
          inspected.inspection().classification(),
          new Converted.StagedModel(
              directory.toString(),
              false,
              files,
              ModelFingerprint.of(files).sha256(),
              SignatureShapes.of(model.signatures())),
          null,
          null,
          model.fixes(),
          findings(model),
          model.open(),
          inspected.timed("convert", start));
    }
  }

  /** What the converter said, and what the values left to say while they were written. */
  private static List<Finding> findings(ExportableModel model) {
    List<Finding> findings = new ArrayList<>(model.findings());
    model.variables().stream()
        .map(Variable::data)
        .filter(Doubtful.class::isInstance)
        .forEach(data -> findings.addAll(((Doubtful) data).doubts()));
    return findings;
  }

  /** Beside its final place where that is on a disk, so that publishing is a move. */
  private Path stagingOf(Inspected inspected) throws IOException {
    Optional<Path> local = store.local(settings.staging());
    return local.isPresent() && !settings.dryRun()
        ? local.get().resolve(settings.runId()).resolve(inspected.artifact().model())
        : staging.directory("converted", inspected.artifact().path());
  }

  private Recorded recorded(Inspected source) throws IOException {
    return recordings.names(source.artifact(), source.inspection().kind(), source.alone());
  }

  private static Finding noConverter(Inspected inspected) {
    return Finding.of(
        Rule.FILE_FORMAT_UNSUPPORTED,
        Location.file(inspected.artifact().path()),
        "a %s is understood, but not yet converted",
        inspected.inspection().kind().label());
  }

  /** A model that is not rebuilt still holds the code of its Lambdas. */
  private static Finding withLambda(Inspection inspection, Finding finding) {
    return inspection.holdsLambda() && finding.rule() != Rule.KERAS_LAMBDA
        ? Finding.of(
            Rule.KERAS_LAMBDA,
            finding.location(),
            "the file holds the bytecode of a Lambda and cannot be rebuilt without it: %s",
            finding.message())
        : finding;
  }

  private Converted refused(Inspected inspected, Finding finding, long start) {
    Optional<Classification> stated = finding.rule().classification();
    return settled(
        inspected,
        stated.orElse(inspected.inspection().classification()),
        finding,
        stated.isPresent() ? Outcome.REJECTED : Outcome.FAILED,
        start);
  }

  private static Converted settled(
      Inspected inspected,
      Classification classification,
      @Nullable Finding refusal,
      Outcome outcome,
      long start) {
    return new Converted(
        inspected,
        classification,
        null,
        refusal,
        outcome,
        List.of(),
        refusal == null ? List.of() : List.of(refusal),
        Set.of(),
        inspected.timed("convert", start));
  }
}
