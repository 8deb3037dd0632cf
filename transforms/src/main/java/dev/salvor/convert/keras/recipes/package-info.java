/**
 * Facts of Keras history as small named steps that bring the configuration of a layer to the
 * canonical form: tf.keras 2.15 names and arguments. Start at {@link
 * dev.salvor.convert.keras.recipes.Recipes}.
 */
@NullMarked
package dev.salvor.convert.keras.recipes;

import org.jspecify.annotations.NullMarked;
