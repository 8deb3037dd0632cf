/** Dropout, noise and activity regularizers: nothing but their input at inference. */
@NullMarked
package dev.salvor.convert.keras.layers.regularization;

import org.jspecify.annotations.NullMarked;
