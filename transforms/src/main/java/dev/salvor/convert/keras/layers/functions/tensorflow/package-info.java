/**
 * The functions of tf and keras.backend, as TFOpLambda names them: a table for each module, from a
 * name and a Python signature to a body of the packages beside. Start at {@link
 * dev.salvor.convert.keras.layers.functions.tensorflow.TensorFlowFunctions}.
 */
@NullMarked
package dev.salvor.convert.keras.layers.functions.tensorflow;

import org.jspecify.annotations.NullMarked;
