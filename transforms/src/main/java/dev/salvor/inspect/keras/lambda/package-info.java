/**
 * Functions that Keras stored as Python bytecode, of Lambda layers first of all, read as
 * expressions: a symbolic machine steps through the instructions with expressions on its stack.
 * Nothing is run; what is outside a closed list of opcodes and functions is refused. Start at
 * {@link dev.salvor.inspect.keras.lambda.LambdaReader}.
 */
@NullMarked
package dev.salvor.inspect.keras.lambda;

import org.jspecify.annotations.NullMarked;
