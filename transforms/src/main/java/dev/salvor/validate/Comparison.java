package dev.salvor.validate;

import java.io.Serializable;

/**
 * One output against what was recorded of it.
 *
 * @param signature the signature that was called
 * @param name the output
 * @param elements number of recorded elements
 * @param maxAbs largest absolute difference where both are finite
 * @param maxRel largest difference relative to a recorded value that is finite and not 0
 * @param atol absolute tolerance, already scaled
 * @param rtol relative tolerance
 * @param mismatched elements out of tolerance; NaN and infinities must coincide; all of them where
 *     the shape or type differs
 * @param worstIndex row-major index of the element furthest out of (or closest to) tolerance; -1
 *     where nothing was compared
 * @param pass whether all elements are within tolerance
 */
public record Comparison(
    String signature,
    String name,
    long elements,
    double maxAbs,
    double maxRel,
    double atol,
    double rtol,
    long mismatched,
    long worstIndex,
    boolean pass)
    implements Serializable {}
