package dev.salvor.inspect;

import dev.salvor.finding.Kind;
import dev.salvor.policy.Policy;
import dev.salvor.policy.Recorded;
import dev.salvor.target.TargetRuntime;

/**
 * What an inspector may need to know beyond the bytes.
 *
 * @param kind the kind that was detected
 * @param target the runtime that published models are pinned to
 * @param policy the user's policy
 * @param recorded the inputs and outputs that were recorded
 */
public record InspectionContext(Kind kind, TargetRuntime target, Policy policy, Recorded recorded) {

  /** Of an artifact of which nothing was recorded. */
  public InspectionContext(Kind kind, TargetRuntime target, Policy policy) {
    this(kind, target, policy, Recorded.NOTHING);
  }

  /** The same for another kind. */
  public InspectionContext of(Kind other) {
    return new InspectionContext(other, target, policy, recorded);
  }
}
