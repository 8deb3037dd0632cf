/**
 * Layers that join several inputs into one: keras/layers/merging. Start at {@link
 * dev.salvor.convert.keras.layers.merging.Merge}.
 */
@NullMarked
package dev.salvor.convert.keras.layers.merging;

import org.jspecify.annotations.NullMarked;
