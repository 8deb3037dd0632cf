package dev.salvor.stage;

import dev.salvor.artifact.Store;
import dev.salvor.policy.Policy;
import dev.salvor.target.TargetRuntime;
import dev.salvor.validate.ValidatorOptions;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What is decided before a run and the same for all its artifacts.
 *
 * @param runId names the run; greater than that of every run before
 * @param input root of the store
 * @param output root of everything that is written
 * @param goldens root of recorded outputs beside those in the store
 * @param target name of the runtime that models are pinned to
 * @param policy the user's policy
 * @param validation how outputs are compared, and on which device
 * @param mode which artifacts are taken up again
 * @param dryRun convert and compare, but publish nothing
 * @param maxArtifactBytes larger artifacts are refused
 * @param minAgeMillis artifacts with a file younger than this are left to the next run
 * @param startedMillis the time that ages are counted from
 * @param workDirectory local directory for what needs one, removed at the end
 * @param joined whether one artifact goes through all stages before the next is begun
 * @param configuration digest over everything here that decides what a row says; where it differs
 *     from the run before, nothing is carried on
 */
public record RunSettings(
    String runId,
    String input,
    String output,
    @Nullable String goldens,
    String target,
    Policy policy,
    ValidatorOptions validation,
    Mode mode,
    boolean dryRun,
    long maxArtifactBytes,
    long minAgeMillis,
    long startedMillis,
    String workDirectory,
    boolean joined,
    String configuration)
    implements Serializable {

  /** Which artifacts are taken up again. */
  public enum Mode {
    /** What is new or changed. */
    INCREMENTAL,
    /** Everything. */
    FULL,
    /** What is new or changed, and what failed or differed before. */
    RETRY_FAILED
  }

  /** The runtime that models are pinned to, with the ops that the policy permits. */
  public TargetRuntime runtime() {
    return TargetRuntime.named(target).permitting(policy.permittedOps());
  }

  /** {@code <output>/models}. */
  public String models() {
    return Store.resolve(output, "models");
  }

  /** {@code <output>/_salvor/runs}. */
  public String runs() {
    return Store.resolve(output, "_salvor/runs");
  }

  /** {@code <output>/_salvor/runs/<run id>}. */
  public String run() {
    return Store.resolve(runs(), runId);
  }

  /** {@code <output>/_salvor/staging}. */
  public String staging() {
    return Store.resolve(output, "_salvor/staging");
  }
}
