/**
 * Keras models of every era become graphs: the configuration is brought to one canonical form
 * ({@code recipes}), read into a tree of layers ({@code architecture}), built layer by layer
 * ({@code layers}) and its variables are bound to the stored weights ({@code weights}). Start at
 * {@link dev.salvor.convert.keras.KerasModel}.
 */
@NullMarked
package dev.salvor.convert.keras;

import org.jspecify.annotations.NullMarked;
