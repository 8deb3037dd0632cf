/**
 * What moves a window over axes, with kernels that are arguments: convolutions and pools. The
 * tables of functions name them; start at {@link
 * dev.salvor.convert.keras.layers.functions.window.Convolving}.
 */
@NullMarked
package dev.salvor.convert.keras.layers.functions.window;

import org.jspecify.annotations.NullMarked;
