/**
 * What layers of Keras 3 compute whose weights are kept in few bits: integers, halves of bytes,
 * blocks with scales, 8-bit floats. Variables stay as they are stored, the graph multiplies them
 * out. Start reading at {@link dev.salvor.convert.keras.layers.quantized.QuantizedKernels}.
 */
@NullMarked
package dev.salvor.convert.keras.layers.quantized;

import org.jspecify.annotations.NullMarked;
