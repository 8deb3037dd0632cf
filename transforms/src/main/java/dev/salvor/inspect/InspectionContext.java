package dev.salvor.inspect;

import dev.salvor.finding.Kind;
import dev.salvor.policy.Policy;
import dev.salvor.target.TargetRuntime;

/**
 * What an inspector may need to know beyond the bytes.
 *
 * @param kind the kind that was detected
 * @param target the runtime that published models are pinned to
 * @param policy the user's policy
 */
public record InspectionContext(Kind kind, TargetRuntime target, Policy policy) {}
