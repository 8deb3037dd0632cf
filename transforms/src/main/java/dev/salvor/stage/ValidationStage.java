package dev.salvor.stage;

import dev.salvor.artifact.Store;
import dev.salvor.convert.Reading;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Outcome;
import dev.salvor.finding.Rule;
import dev.salvor.validate.Evidence;
import dev.salvor.validate.ValidationResult;
import dev.salvor.validate.Validator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Runs the SavedModel and compares what it computes with what was recorded. */
public final class ValidationStage {
  private final RunSettings settings;
  private final Recordings recordings;
  private final Validator validator;
  private final ConversionStage conversion;

  /**
   * @param validator shared by all stages of the process; loads nothing before the first model
   */
  public ValidationStage(RunSettings settings, Store store, Validator validator) {
    this.settings = settings;
    this.recordings = new Recordings(settings, store);
    this.validator = validator;
    this.conversion = new ConversionStage(settings, store);
  }

  /**
   * @throws IOException where goldens cannot be read or no process can be started: not the
   *     artifact's fault
   */
  public Validated validate(Converted converted) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Converted.StagedModel model = converted.model();
    if (model == null) {
      return new Validated(converted, null, converted.outcome(), converted.timingMs());
    }
    Optional<Path> golden =
        recordings.golden(converted.inspected().artifact(), converted.inspected().alone());
    if (converted.inspected().inspection().states(Rule.NOT_EXECUTED)) {
      return new Validated(converted, ValidationResult.NOT_RUN, null, converted.timingMs());
    }
    ValidationResult result = validate(model, converted.inspected(), golden);
    if (!result.passed() && settled(result) == Outcome.MISMATCHED) {
      for (Reading reading : converted.open()) {
        Optional<Validated> other = reread(converted, reading, golden, start);
        if (other.isPresent()) {
          return other.get();
        }
      }
    }
    if (result.evidence() == Evidence.NONE) {
      for (Reading reading : converted.open()) {
        result = result.saying(reading.doubt());
      }
    }
    Map<String, Long> timing = new LinkedHashMap<>(converted.timingMs());
    timing.put("validate", (System.nanoTime() - start) / 1_000_000);
    return new Validated(converted, result, result.passed() ? null : settled(result), timing);
  }

  /** The model under another reading, where what was recorded agrees with that. */
  private Optional<Validated> reread(
      Converted converted, Reading reading, Optional<Path> golden, long start)
      throws IOException, InterruptedException {
    Converted other = conversion.convert(converted.inspected(), Set.of(reading));
    Converted.StagedModel model = other.model();
    if (model == null) {
      return Optional.empty();
    }
    ValidationResult result = validate(model, other.inspected(), golden);
    Map<String, Long> timing = new LinkedHashMap<>(other.timingMs());
    timing.put("validate", (System.nanoTime() - start) / 1_000_000);
    return result.passed()
        ? Optional.of(new Validated(other, result, null, timing))
        : Optional.empty();
  }

  private ValidationResult validate(
      Converted.StagedModel model, Inspected inspected, Optional<Path> golden)
      throws IOException, InterruptedException {
    return validator.validate(
        Path.of(model.directory()), inspected.artifact(), golden, settings.policy());
  }

  private static Outcome settled(ValidationResult result) {
    return result.findings().stream().anyMatch(finding -> finding.rule() == Rule.OUTPUTS_DIFFER)
        ? Outcome.MISMATCHED
        : Outcome.FAILED;
  }

  /** What a model that went through everything became. */
  static Outcome published(Converted converted) {
    boolean copied = converted.model() != null && converted.model().copied();
    return copied && converted.classification() == Classification.LOADABLE
        ? Outcome.COPIED
        : Outcome.MIGRATED;
  }
}
