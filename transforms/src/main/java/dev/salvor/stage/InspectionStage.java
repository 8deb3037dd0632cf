package dev.salvor.stage;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.Fingerprint;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.artifact.Store;
import dev.salvor.artifact.archive.ArchiveExpander;
import dev.salvor.artifact.archive.ArchiveLimits;
import dev.salvor.artifact.archive.Expansion;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Kind;
import dev.salvor.finding.Location;
import dev.salvor.finding.Producer;
import dev.salvor.finding.Rule;
import dev.salvor.inspect.Detection;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.InspectionContext;
import dev.salvor.inspect.Inspectors;
import dev.salvor.inspect.KindDetector;
import dev.salvor.inspect.damage.DamageTraces;
import dev.salvor.inspect.keras.LayerNames;
import dev.salvor.manifest.MigrationRecord.SourceFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From an artifact to what it is; an archive becomes the artifacts inside it. */
public final class InspectionStage {
  private final RunSettings settings;
  private final Store store;
  private final Staging staging;

  public InspectionStage(RunSettings settings, Store store) {
    this.settings = settings;
    this.store = store;
    this.staging = new Staging(store, settings);
  }

  /** One inspection, or one for each artifact in an archive; never none. */
  public List<Inspected> inspect(Artifact artifact) {
    return Retries.STANDARD.of(() -> attempt(artifact), InspectionStage::readFailed);
  }

  private static boolean readFailed(List<Inspected> rows) {
    return rows.stream()
        .flatMap(row -> row.inspection().findings().stream())
        .anyMatch(finding -> finding.rule() == Rule.STORE_READ_FAILED);
  }

  private List<Inspected> attempt(Artifact artifact) {
    long start = System.nanoTime();
    Path root = store.local(settings.input()).orElse(Path.of(settings.workDirectory()));
    if (artifact.size() > settings.maxArtifactBytes()) {
      return List.of(
          failed(
              artifact,
              root,
              Finding.of(
                  Rule.FILE_TOO_LARGE,
                  Location.file(artifact.path()),
                  "%s has %,d bytes, more than the %,d that are allowed",
                  artifact.path(),
                  artifact.size(),
                  settings.maxArtifactBytes()),
              start));
    }
    try {
      StagedArtifact staged = staging.stage(artifact);
      root = staged.root();
      return inspect(staged, start);
    } catch (ArtifactException e) {
      return List.of(failed(artifact, root, e.finding(), start));
    } catch (IOException e) {
      return List.of(failed(artifact, root, StoreFaults.finding(e, root, artifact.path()), start));
    }
  }

  private List<Inspected> inspect(StagedArtifact staged, long start) {
    Artifact artifact = staged.artifact();
    Kind kind = Kind.OTHER;
    List<SourceFile> files = List.of();
    String fingerprint = null;
    Inspection inspection;
    try {
      Fingerprint digests = Fingerprint.of(staged);
      files = ModelFingerprint.files(digests);
      fingerprint = digests.sha256();
      Detection detection = KindDetector.detect(staged);
      kind = detection.kind();
      if (detection.settled()) {
        inspection = detection.inspection(artifact);
      } else if (detection.isArchive()) {
        Expansion expansion = expand(staged);
        Optional<Finding> refused = expansion.refusalOf(artifact);
        List<Inspected> members = refused.isPresent() ? List.of() : members(expansion);
        if (!members.isEmpty()) {
          return members;
        }
        inspection = inspection(artifact, kind, refused.orElseGet(() -> nothingInside(artifact)));
      } else {
        inspection =
            located(Inspectors.of(kind).inspect(staged, context(artifact, kind)), detection);
      }
    } catch (ArtifactException e) {
      inspection = inspection(artifact, kind, e.finding());
    } catch (IOException e) {
      inspection =
          inspection(artifact, kind, StoreFaults.finding(e, staged.root(), artifact.path()));
    } catch (RuntimeException | StackOverflowError e) {
      inspection = inspection(artifact, kind, Internal.finding(e, artifact.path()));
    }
    if (inspection.classification() == Classification.CORRUPT) {
      inspection = traced(inspection, staged);
    }
    Inspected inspected =
        new Inspected(
            inspection,
            null,
            false,
            staged.root().toString(),
            sourceFiles(artifact, files),
            fingerprint,
            Map.of());
    return List.of(timed(salvaged(inspected), start));
  }

  /** A damaged file may show what happened to it. */
  private static Inspection traced(Inspection inspection, StagedArtifact staged) {
    String main = staged.artifact().main().path();
    List<Finding> findings = new ArrayList<>(inspection.findings());
    try {
      DamageTraces.find(staged.main()).forEach(trace -> findings.add(trace.inFile(main)));
    } catch (IOException | RuntimeException e) {
      return inspection; // what is known of the damage is said all the same
    }
    return new Inspection(
        inspection.artifact(),
        inspection.kind(),
        inspection.producer(),
        findings,
        inspection.classification());
  }

  /** A model file inside a pickle is inspected too; what goes wrong there is the pickle's row. */
  private Inspected salvaged(Inspected inspected) {
    Artifact artifact = inspected.artifact();
    if (!Salvaging.concerns(inspected.inspection())) {
      return inspected;
    }
    Finding finding;
    try {
      return new Salvaging(settings, staging, inside -> inspect(inside, System.nanoTime()).get(0))
          .salvage(inspected);
    } catch (ArtifactException e) {
      finding = e.finding();
    } catch (IOException e) {
      finding = StoreFaults.finding(e, Path.of(inspected.root()), artifact.path());
    } catch (RuntimeException | StackOverflowError e) {
      finding = Internal.finding(e, artifact.path());
    }
    return new Inspected(
        inspection(artifact, inspected.inspection().kind(), finding),
        null,
        inspected.alone(),
        inspected.root(),
        inspected.files(),
        inspected.fingerprint(),
        inspected.timingMs());
  }

  private Expansion expand(StagedArtifact archive) throws IOException {
    ArchiveLimits limits = ArchiveLimits.of(settings.policy().limits());
    return new ArchiveExpander(
            limits, inner -> KindDetector.detect(inner).isArchive(), LayerNames::same)
        .expand(archive, staging.directory("unpacked", archive.artifact().path()));
  }

  /**
   * The models of an archive, and the archives in it that were refused. What is no model beside
   * them (a readme, a list of labels) has no row; none where there is nothing else.
   */
  private List<Inspected> members(Expansion expansion) {
    List<Inspected> members = new ArrayList<>();
    for (Expansion.Refusal refusal : expansion.refusals()) {
      members.add(
          row(
              inspection(refusal.archive(), Kind.ARCHIVE, refusal.finding()),
              expansion.root(),
              System.nanoTime()));
    }
    for (Artifact member : expansion.artifacts()) {
      inspect(new StagedArtifact(member, expansion.root()), System.nanoTime()).stream()
          .filter(row -> row.inspection().classification() != Classification.NOT_A_MODEL)
          .forEach(members::add);
    }
    boolean only = members.size() == 1;
    return members.stream().map(member -> member.aloneInArchive(only)).toList();
  }

  private static Finding nothingInside(Artifact archive) {
    return Finding.of(
        Rule.FILE_NOT_A_MODEL,
        Location.file(archive.main().path()),
        "nothing in the archive is a model");
  }

  /** The first look's notes stand with the inspector's findings; all name the file. */
  private static Inspection located(Inspection inspection, Detection detection) {
    List<Finding> findings = new ArrayList<>();
    String main = inspection.artifact().main().path();
    inspection.findings().forEach(finding -> findings.add(finding.inFile(main)));
    detection.findings().forEach(finding -> findings.add(finding.inFile(main)));
    return new Inspection(
        inspection.artifact(),
        inspection.kind(),
        inspection.producer(),
        findings,
        inspection.classification());
  }

  private InspectionContext context(Artifact artifact, Kind kind) throws IOException {
    return new InspectionContext(
        kind,
        settings.runtime(),
        settings.policy(),
        new Recordings(settings, store).names(artifact, kind, false));
  }

  private static Inspection inspection(Artifact artifact, Kind kind, Finding finding) {
    return Inspection.of(
        artifact, kind, Producer.UNKNOWN, List.of(finding), Classification.UNSUPPORTED);
  }

  private static Inspected failed(Artifact artifact, Path root, Finding finding, long start) {
    return row(inspection(artifact, Kind.OTHER, finding), root, start);
  }

  /** A row without digests. */
  private static Inspected row(Inspection inspection, Path root, long start) {
    List<SourceFile> files = sourceFiles(inspection.artifact(), List.of());
    return timed(
        new Inspected(inspection, null, false, root.toString(), files, null, Map.of()), start);
  }

  /** Where digests could not be taken the files stand without them. */
  private static List<SourceFile> sourceFiles(Artifact artifact, List<SourceFile> digested) {
    if (!digested.isEmpty()) {
      return digested;
    }
    List<SourceFile> listed = new ArrayList<>();
    for (ArtifactFile file : artifact.files()) {
      listed.add(new SourceFile(file.path(), file.size(), null));
    }
    return listed;
  }

  private static Inspected timed(Inspected inspected, long start) {
    return new Inspected(
        inspected.inspection(),
        inspected.salvaged(),
        inspected.alone(),
        inspected.root(),
        inspected.files(),
        inspected.fingerprint(),
        inspected.timed("inspect", start));
  }
}
