/**
 * Functions of each element by itself, over all interfaces: arithmetic, rounding, casts, complex
 * numbers. The tables of functions name them; start at {@link
 * dev.salvor.convert.keras.layers.functions.elementwise.Elementwise}.
 */
@NullMarked
package dev.salvor.convert.keras.layers.functions.elementwise;

import org.jspecify.annotations.NullMarked;
