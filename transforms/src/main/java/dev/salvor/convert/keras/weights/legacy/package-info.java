/**
 * The weight layout of Keras 1 and 2 HDF5 files: one group a layer, arrays by position. Start at
 * {@link dev.salvor.convert.keras.weights.legacy.LegacyH5Weights}; {@link
 * dev.salvor.convert.keras.weights.legacy.ArrayRecipes} is the table of what old arrays go through.
 */
@NullMarked
package dev.salvor.convert.keras.weights.legacy;

import org.jspecify.annotations.NullMarked;
