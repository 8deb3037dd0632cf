/**
 * Convolutions of all ranks: keras/layers/convolutional and locally_connected. Start at {@link
 * dev.salvor.convert.keras.layers.convolution.Conv}.
 */
@NullMarked
package dev.salvor.convert.keras.layers.convolution;

import org.jspecify.annotations.NullMarked;
