/**
 * Arrays as the formats hold them: element type, shape and a lazily read stream of values, with
 * views that change the layout while reading. No weights pass through the heap whole. Start at
 * {@link dev.salvor.format.tensor.TensorData}.
 */
@NullMarked
package dev.salvor.format.tensor;

import org.jspecify.annotations.NullMarked;
