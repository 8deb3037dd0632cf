/**
 * Ragged tensors: what TensorFlow's methods of a ragged tensor give (ClassMethod, InstanceMethod
 * and InstanceProperty layers), what functions make of one, and the way between ragged and dense
 * for layers that take the padded form. Start with {@link
 * dev.salvor.convert.keras.layers.ragged.Rows}.
 */
@NullMarked
package dev.salvor.convert.keras.layers.ragged;

import org.jspecify.annotations.NullMarked;
