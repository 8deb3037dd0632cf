/**
 * Lambda layers: expressions read from bytecode, rebuilt from the functions of the packages beside,
 * and never run. Start at {@link dev.salvor.convert.keras.layers.functions.lambda.LambdaLayer}.
 */
@NullMarked
package dev.salvor.convert.keras.layers.functions.lambda;

import org.jspecify.annotations.NullMarked;
