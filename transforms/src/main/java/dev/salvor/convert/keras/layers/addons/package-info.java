/**
 * Layers of packages beside Keras that many models hold: TensorFlow Addons and keras-contrib. Each
 * is in the catalogue under the name that its package registers, or that only it had at the time.
 */
@NullMarked
package dev.salvor.convert.keras.layers.addons;

import org.jspecify.annotations.NullMarked;
