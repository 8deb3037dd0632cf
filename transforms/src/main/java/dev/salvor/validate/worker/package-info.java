/**
 * The child process of {@code validate}: loads SavedModels with the native TensorFlow library, runs
 * them and compares their outputs. Nothing outside this package touches the library, and this
 * package runs nowhere but in that process. Start at {@link
 * dev.salvor.validate.worker.ValidationWorker}, then {@link
 * dev.salvor.validate.worker.ModelValidation}.
 */
@NullMarked
package dev.salvor.validate.worker;

import org.jspecify.annotations.NullMarked;
