/**
 * Functions called on tensors outside any layer: TFOpLambda and TensorFlowOpLayer of tf.keras,
 * operations of Keras 3. {@link dev.salvor.convert.keras.layers.functions.FunctionLayer} looks a
 * function up in one of three tables ({@code tensorflow}, {@code graphop}, {@code operation}) and
 * has its body built, which lies in a package by what it computes ({@code array}, {@code linalg},
 * {@code image}…) and knows of no table. What a call is lies in {@code call}.
 */
@NullMarked
package dev.salvor.convert.keras.layers.functions;

import org.jspecify.annotations.NullMarked;
