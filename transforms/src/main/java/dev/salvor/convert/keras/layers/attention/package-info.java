/**
 * Dot-product, additive and multi-head attention: keras/layers/attention. Start at {@link
 * dev.salvor.convert.keras.layers.attention.MultiHeadAttention}.
 */
@NullMarked
package dev.salvor.convert.keras.layers.attention;

import org.jspecify.annotations.NullMarked;
