/**
 * The vocabulary: what an artifact is ({@link dev.salvor.finding.Classification}), what became of
 * it ({@link dev.salvor.finding.Outcome}), what was seen in it ({@link dev.salvor.finding.Finding},
 * by {@link dev.salvor.finding.Rule}) and what was changed ({@link dev.salvor.finding.Fix}). Knows
 * no other package; every other package speaks these words. Start at {@link
 * dev.salvor.finding.Rule}.
 */
@NullMarked
package dev.salvor.finding;

import org.jspecify.annotations.NullMarked;
