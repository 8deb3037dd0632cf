/**
 * Numbers that follow from a seed, as TensorFlow draws them on a CPU; start at {@link
 * dev.salvor.convert.keras.layers.functions.random.StatelessRandom}.
 */
@NullMarked
package dev.salvor.convert.keras.layers.functions.random;

import org.jspecify.annotations.NullMarked;
