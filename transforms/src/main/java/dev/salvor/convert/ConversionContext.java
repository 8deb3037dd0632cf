package dev.salvor.convert;

import dev.salvor.policy.Policy;
import dev.salvor.policy.Recorded;
import dev.salvor.target.TargetRuntime;
import java.util.Set;

/**
 * What a converter may need to know beyond the artifact.
 *
 * @param target the runtime that the model is pinned to
 * @param policy the user's policy
 * @param readings how to understand what the artifact does not say
 * @param recorded the inputs and outputs that were recorded
 */
public record ConversionContext(
    TargetRuntime target, Policy policy, Set<Reading> readings, Recorded recorded) {
  public ConversionContext {
    readings = Set.copyOf(readings);
  }

  /** Without a reading: as the writing version's own loader understands the artifact. */
  public ConversionContext(TargetRuntime target, Policy policy) {
    this(target, policy, Set.of(), Recorded.NOTHING);
  }
}
