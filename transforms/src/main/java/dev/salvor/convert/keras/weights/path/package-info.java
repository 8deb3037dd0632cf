/**
 * Weights stored under the attributes that lead to them: {@code layers/dense_1/vars/0}, as {@code
 * .keras} archives and {@code .weights.h5} files hold them since tf.keras 2.12. Start reading at
 * {@link dev.salvor.convert.keras.weights.path.PathWeights}.
 */
@NullMarked
package dev.salvor.convert.keras.weights.path;

import org.jspecify.annotations.NullMarked;
