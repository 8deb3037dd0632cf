package dev.salvor.convert;

import dev.salvor.policy.Policy;
import dev.salvor.target.TargetRuntime;

/**
 * What a converter may need to know beyond the artifact.
 *
 * @param target the runtime that the model is pinned to
 * @param policy the user's policy
 */
public record ConversionContext(TargetRuntime target, Policy policy) {}
