/**
 * Frames of signals and their spectra. The tables of functions name them; start at {@link
 * dev.salvor.convert.keras.layers.functions.signal.Spectra}.
 */
@NullMarked
package dev.salvor.convert.keras.layers.functions.signal;

import org.jspecify.annotations.NullMarked;
