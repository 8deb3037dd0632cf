/**
 * Layers that prepare images, numbers and text: keras/layers/preprocessing. Start at {@link
 * dev.salvor.convert.keras.layers.preprocessing.Normalization}.
 */
@NullMarked
package dev.salvor.convert.keras.layers.preprocessing;

import org.jspecify.annotations.NullMarked;
