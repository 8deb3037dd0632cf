/**
 * What a function is and how it is called: signatures, arguments wherever they were stored, the
 * types that operands take. All other packages of functions stand on this one. Start at {@link
 * dev.salvor.convert.keras.layers.functions.call.FunctionCall}.
 */
@NullMarked
package dev.salvor.convert.keras.layers.functions.call;

import org.jspecify.annotations.NullMarked;
