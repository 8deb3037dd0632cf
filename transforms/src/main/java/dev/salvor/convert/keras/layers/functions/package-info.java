/**
 * Functions called on tensors outside any layer: TFOpLambda and TensorFlowOpLayer of tf.keras,
 * operations of Keras 3. Three tables name them, one body each builds them. Start at {@link
 * dev.salvor.convert.keras.layers.functions.FunctionLayer}.
 */
@NullMarked
package dev.salvor.convert.keras.layers.functions;

import org.jspecify.annotations.NullMarked;
