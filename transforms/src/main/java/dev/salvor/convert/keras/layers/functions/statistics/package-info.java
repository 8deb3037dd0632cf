/**
 * Values by their order and number: sorted, ranked, told apart, counted, quantiles. The tables of
 * functions name them; start at {@link
 * dev.salvor.convert.keras.layers.functions.statistics.Ordering}.
 */
@NullMarked
package dev.salvor.convert.keras.layers.functions.statistics;

import org.jspecify.annotations.NullMarked;
