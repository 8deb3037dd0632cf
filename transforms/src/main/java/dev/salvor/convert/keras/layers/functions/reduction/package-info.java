/**
 * Functions over axes: sums, means, extremes, moments, running sums, segments. The tables of
 * functions name them; start at {@link
 * dev.salvor.convert.keras.layers.functions.reduction.Reductions}.
 */
@NullMarked
package dev.salvor.convert.keras.layers.functions.reduction;

import org.jspecify.annotations.NullMarked;
