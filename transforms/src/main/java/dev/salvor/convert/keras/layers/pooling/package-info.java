/**
 * Pooling over windows and over everything: keras/layers/pooling. Start at {@link
 * dev.salvor.convert.keras.layers.pooling.Pooling}.
 */
@NullMarked
package dev.salvor.convert.keras.layers.pooling;

import org.jspecify.annotations.NullMarked;
