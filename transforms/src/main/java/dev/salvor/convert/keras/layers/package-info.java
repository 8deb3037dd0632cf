/**
 * One converter a layer: from the canonical configuration and the inputs to ops. Start at {@link
 * dev.salvor.convert.keras.layers.LayerCatalog}; {@link dev.salvor.convert.keras.layers.LayerCall}
 * is what a converter works with.
 */
@NullMarked
package dev.salvor.convert.keras.layers;

import org.jspecify.annotations.NullMarked;
