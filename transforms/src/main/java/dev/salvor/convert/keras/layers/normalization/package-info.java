/**
 * Batch, layer, group, unit, RMS and spectral normalization: keras/layers/normalization. Start at
 * {@link dev.salvor.convert.keras.layers.normalization.BatchNormalization}.
 */
@NullMarked
package dev.salvor.convert.keras.layers.normalization;

import org.jspecify.annotations.NullMarked;
