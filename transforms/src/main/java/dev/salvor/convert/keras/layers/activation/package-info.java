/**
 * Activation functions and the layers that are nothing but one: keras/activations and
 * keras/layers/activation. Start at {@link dev.salvor.convert.keras.layers.activation.Formulas}.
 */
@NullMarked
package dev.salvor.convert.keras.layers.activation;

import org.jspecify.annotations.NullMarked;
