/**
 * Functions of strings. The tables of functions name them; start at {@link
 * dev.salvor.convert.keras.layers.functions.text.Texts}.
 */
@NullMarked
package dev.salvor.convert.keras.layers.functions.text;

import org.jspecify.annotations.NullMarked;
