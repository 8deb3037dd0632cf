/**
 * Functions that move, cut, join, pick and make values, and change none. The tables of functions
 * name them; start at {@link dev.salvor.convert.keras.layers.functions.array.Shaping}.
 */
@NullMarked
package dev.salvor.convert.keras.layers.functions.array;

import org.jspecify.annotations.NullMarked;
