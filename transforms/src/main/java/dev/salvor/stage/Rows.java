package dev.salvor.stage;

import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Level;
import dev.salvor.finding.Outcome;
import dev.salvor.finding.Rule;
import dev.salvor.inspect.Inspection;
import dev.salvor.manifest.MigrationRecord;
import dev.salvor.manifest.MigrationRecord.Output;
import dev.salvor.manifest.MigrationRecord.Reason;
import dev.salvor.manifest.MigrationRecord.Target;
import dev.salvor.manifest.MigrationRecord.Validation;
import dev.salvor.target.TargetRuntime;
import dev.salvor.validate.Comparison;
import dev.salvor.validate.Evidence;
import dev.salvor.validate.ValidationResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The row of an artifact from what the stages found. */
final class Rows {
  private Rows() {}

  static MigrationRecord row(
      RunSettings settings,
      Validated validated,
      Outcome outcome,
      @Nullable Output output,
      Map<String, Long> timing) {
    Converted converted = validated.converted();
    Inspected inspected = converted.inspected();
    Inspection inspection = inspected.inspection();
    List<Finding> findings = new ArrayList<>(inspection.findings());
    findings.addAll(converted.findings());
    ValidationResult result = validated.result();
    if (result != null) {
      findings.addAll(result.findings());
    }
    String main = inspected.artifact().main().path();
    return new MigrationRecord(
        settings.runId(),
        inspected.artifact().path(),
        inspected.artifact().main().uri(),
        inspected.files(),
        inspected.fingerprint(),
        inspection.kind(),
        inspection.producer(),
        converted.classification(),
        outcome,
        reason(settings, converted, result, outcome),
        findings.stream().map(finding -> finding.inFile(main)).distinct().toList(),
        converted.fixes(),
        converted.model() == null ? null : target(settings),
        output,
        result == null ? null : validation(result),
        timing,
        null);
  }

  private static Target target(RunSettings settings) {
    TargetRuntime target = TargetRuntime.named(settings.target());
    return new Target(target.name(), target.graphDefVersion());
  }

  private static Validation validation(ValidationResult result) {
    return new Validation(
        result.evidence().id(), result.device(), result.samples(), result.seed(), result.outputs());
  }

  private static Reason reason(
      RunSettings settings,
      Converted converted,
      @Nullable ValidationResult result,
      Outcome outcome) {
    Finding decisive = decisive(converted, result);
    if (decisive != null && outcome != Outcome.MIGRATED && outcome != Outcome.COPIED) {
      return new Reason(decisive.rule().id(), decisive.message(), decisive.rule().advice());
    }
    String kind = converted.inspected().inspection().kind().label();
    boolean run = !converted.inspected().inspection().states(Rule.NOT_EXECUTED);
    String proof = run ? proof(result) : "It was not run: it has ops that only the target has.";
    boolean proved = result != null && result.evidence() != Evidence.NONE;
    String action =
        proved
            ? "Nothing needs to be done."
            : (run ? Rule.NO_EVIDENCE : Rule.NOT_EXECUTED).advice();
    if (outcome == Outcome.COPIED) {
      String done =
          settings.dryRun() ? " loads as it stands. " : " loads as it stands and was copied. ";
      return new Reason("loadable", "The " + kind + done + proof, action);
    }
    int fixes = converted.fixes().size();
    String with =
        fixes == 0
            ? ". "
            : String.format(Locale.ROOT, " with %d fix%s. ", fixes, fixes == 1 ? "" : "es");
    String done = settings.dryRun() ? " can be converted" : " was converted";
    return new Reason("migrated", "The " + kind + done + with + proof, action);
  }

  private static String proof(@Nullable ValidationResult result) {
    if (result == null || result.evidence() == Evidence.NONE) {
      return "No recorded outputs were at hand to compare it with.";
    }
    double worst = result.outputs().stream().mapToDouble(Comparison::maxAbs).max().orElse(0);
    return String.format(
        Locale.ROOT,
        "It reproduces %d recorded output%s on the %s; the largest difference is %.3g.",
        result.outputs().size(),
        result.outputs().size() == 1 ? "" : "s",
        result.device(),
        worst);
  }

  private static @Nullable Finding decisive(
      Converted converted, @Nullable ValidationResult result) {
    if (converted.refusal() != null) {
      return converted.refusal();
    }
    if (result != null && !result.passed()) {
      return result.findings().stream()
          .filter(finding -> finding.level() == Level.ERROR)
          .findFirst()
          .orElse(null);
    }
    Classification classification = converted.classification();
    return classification.convertible()
        ? null
        : converted.inspected().inspection().decisive().orElse(null);
  }
}
