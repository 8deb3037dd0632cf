package dev.salvor.stage;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.Store;
import dev.salvor.convert.Reading;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Outcome;
import dev.salvor.finding.Rule;
import dev.salvor.validate.Goldens;
import dev.salvor.validate.ValidationResult;
import dev.salvor.validate.Validator;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Runs the SavedModel and compares what it computes with what was recorded. */
public final class ValidationStage {
  private final RunSettings settings;
  private final Store store;
  private final Staging staging;
  private final Validator validator;
  private final ConversionStage conversion;

  /**
   * @param validator shared by all stages of the process; loads nothing before the first model
   */
  public ValidationStage(RunSettings settings, Store store, Validator validator) {
    this.settings = settings;
    this.store = store;
    this.staging = new Staging(store, settings);
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
    Optional<Path> golden = golden(converted.inspected());
    ValidationResult result = validate(model, converted.inspected(), golden);
    if (!result.passed() && settled(result) == Outcome.MISMATCHED) {
      for (Reading reading : converted.open()) {
        Optional<Validated> other = reread(converted, reading, golden, start);
        if (other.isPresent()) {
          return other.get();
        }
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

  private Optional<Path> golden(Inspected inspected) throws IOException {
    Artifact artifact = inspected.artifact();
    Optional<Path> input = store.local(settings.input());
    String goldens = settings.goldens();
    Optional<Path> directory = goldens == null ? Optional.empty() : store.local(goldens);
    if (input.isPresent() && (goldens == null || directory.isPresent())) {
      return Goldens.find(input.get(), directory.orElse(null), artifact.path(), inspected.alone());
    }
    Path fetched = staging.directory("goldens", artifact.path());
    for (String root :
        goldens == null
            ? new String[] {settings.input()}
            : new String[] {goldens, settings.input()}) {
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

  /** What a model that went through everything became. */
  static Outcome published(Converted converted) {
    boolean copied = converted.model() != null && converted.model().copied();
    return copied && converted.classification() == Classification.LOADABLE
        ? Outcome.COPIED
        : Outcome.MIGRATED;
  }
}
