/**
 * Layers that move, repeat, pad or cut values and compute nothing: keras/layers/reshaping. Start at
 * {@link dev.salvor.convert.keras.layers.reshaping.Reshape}.
 */
@NullMarked
package dev.salvor.convert.keras.layers.reshaping;

import org.jspecify.annotations.NullMarked;
