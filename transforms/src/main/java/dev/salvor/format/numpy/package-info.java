/**
 * NumPy's files: {@code .npy} and {@code .npz} to tensors, headers read as data and values lazily.
 * Goldens and some weights come this way. Start at {@link dev.salvor.format.numpy.NpyFile} and
 * {@link dev.salvor.format.numpy.NpzFile}.
 */
@NullMarked
package dev.salvor.format.numpy;

import org.jspecify.annotations.NullMarked;
