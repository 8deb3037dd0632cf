/**
 * Weights of a Keras model in TensorFlow checkpoints: by the objects of {@code save_weights} and
 * tf.train.Checkpoint, or by the names of tf.train.Saver. Start at {@link
 * dev.salvor.convert.keras.weights.checkpoint.CheckpointWeights}.
 */
@NullMarked
package dev.salvor.convert.keras.weights.checkpoint;

import org.jspecify.annotations.NullMarked;
