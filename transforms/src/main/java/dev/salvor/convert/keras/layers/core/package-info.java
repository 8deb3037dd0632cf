/** Dense, Embedding, Activation and the other layers of keras/layers/core. */
@NullMarked
package dev.salvor.convert.keras.layers.core;

import org.jspecify.annotations.NullMarked;
