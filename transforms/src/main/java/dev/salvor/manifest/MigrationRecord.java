package dev.salvor.manifest;

import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Fix;
import dev.salvor.finding.Kind;
import dev.salvor.finding.Outcome;
import dev.salvor.finding.Producer;
import dev.salvor.validate.Comparison;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row of the manifest: what an artifact is, why, what was changed, and how it was proved.
 * Fields that are not known are absent from the JSON.
 *
 * @param runId the run that made the row
 * @param artifact path of the artifact
 * @param sourceUri where it lies
 * @param files its files with their digests
 * @param fingerprint one digest over all files, as OpenSSF model signing computes it
 * @param reason why it is what it is and what to do, for a person
 * @param timingMs milliseconds by stage
 * @param previous the run that did the work, where this one carried the row on
 */
public record MigrationRecord(
    String runId,
    String artifact,
    String sourceUri,
    List<SourceFile> files,
    @Nullable String fingerprint,
    @Nullable Kind kind,
    Producer producer,
    Classification classification,
    Outcome outcome,
    Reason reason,
    List<Finding> findings,
    List<Fix> fixes,
    @Nullable Target target,
    @Nullable Output output,
    @Nullable Validation validation,
    Map<String, Long> timingMs,
    @Nullable Previous previous)
    implements Serializable {

  /** Version of the schema of a row; fields are only ever added. */
  public static final int SCHEMA_VERSION = 1;

  public MigrationRecord {
    files = List.copyOf(files);
    findings = List.copyOf(findings);
    fixes = List.copyOf(fixes);
    timingMs = new LinkedHashMap<>(timingMs);
  }

  /** A file of the source; sha256 as lower-case hex, absent where it could not be read. */
  public record SourceFile(String path, long size, @Nullable String sha256)
      implements Serializable {}

  /** Why the row says what it says. */
  public record Reason(String code, String message, String action) implements Serializable {}

  /** The runtime that the published model is pinned to. */
  public record Target(String runtime, int graphDefVersion) implements Serializable {}

  /**
   * What was published.
   *
   * @param signatures by key
   */
  public record Output(
      String model,
      long version,
      String uri,
      String fingerprint,
      Map<String, SignatureShape> signatures)
      implements Serializable {
    public Output {
      signatures = new LinkedHashMap<>(signatures);
    }
  }

  /** Inputs and outputs of a signature: name to {@code float32(None, 28, 28, 1)}. */
  public record SignatureShape(Map<String, String> inputs, Map<String, String> outputs)
      implements Serializable {
    public SignatureShape {
      inputs = new LinkedHashMap<>(inputs);
      outputs = new LinkedHashMap<>(outputs);
    }
  }

  /**
   * How the outputs were proved.
   *
   * @param evidence {@code golden}, {@code original_graph}, {@code reference} or {@code none}
   * @param device {@code cpu} or {@code gpu}; absent where nothing was run
   * @param samples how many inputs were compared
   * @param seed of generated inputs
   */
  public record Validation(
      String evidence,
      @Nullable String device,
      long samples,
      @Nullable Long seed,
      List<Comparison> outputs)
      implements Serializable {
    public Validation {
      outputs = List.copyOf(outputs);
    }
  }

  /** The run that did the work, and what came of it there. */
  public record Previous(String runId, Outcome outcome) implements Serializable {}

  /** This row carried on by {@code run}: nothing was done again. */
  public MigrationRecord carriedOn(String run) {
    return settled(run, Outcome.UNCHANGED);
  }

  /** This row of an artifact that is gone from the input. */
  public MigrationRecord removed(String run) {
    return settled(run, Outcome.REMOVED);
  }

  private MigrationRecord settled(String run, Outcome settled) {
    Previous origin = previous == null ? new Previous(runId, outcome) : previous;
    return new MigrationRecord(
        run,
        artifact,
        sourceUri,
        files,
        fingerprint,
        kind,
        producer,
        classification,
        settled,
        reason,
        findings,
        fixes,
        target,
        output,
        validation,
        Map.of(),
        origin);
  }
}
