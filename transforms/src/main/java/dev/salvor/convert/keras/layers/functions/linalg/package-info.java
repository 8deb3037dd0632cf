/**
 * Matrices in the last axes: products, norms, decompositions, systems of equations. The tables of
 * functions name them; start at {@link
 * dev.salvor.convert.keras.layers.functions.linalg.LinearAlgebra}.
 */
@NullMarked
package dev.salvor.convert.keras.layers.functions.linalg;

import org.jspecify.annotations.NullMarked;
