/**
 * Which stored array is which variable, by the rules of the version that wrote the file. Start at
 * {@link dev.salvor.convert.keras.weights.WeightSource}.
 */
@NullMarked
package dev.salvor.convert.keras.weights;

import org.jspecify.annotations.NullMarked;
