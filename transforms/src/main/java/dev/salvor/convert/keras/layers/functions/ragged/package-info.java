/**
 * Functions of TensorFlow called with ragged tensors; start at {@link
 * dev.salvor.convert.keras.layers.functions.ragged.RaggedFunctions}.
 */
@NullMarked
package dev.salvor.convert.keras.layers.functions.ragged;

import org.jspecify.annotations.NullMarked;
