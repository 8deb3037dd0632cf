/**
 * What only networks need: activations, normalizations, attention, losses. The tables of functions
 * name them; start at {@link dev.salvor.convert.keras.layers.functions.neural.Neural}.
 */
@NullMarked
package dev.salvor.convert.keras.layers.functions.neural;

import org.jspecify.annotations.NullMarked;
