/**
 * Proof that a converted model still computes the same: it is run in a child process and its
 * outputs are compared with recorded ones. After {@code convert}, before {@code publish}. Start at
 * {@link dev.salvor.validate.Validator}; what runs in the child is {@code validate.worker}. The
 * native library is loaded only there.
 */
@NullMarked
package dev.salvor.validate;

import org.jspecify.annotations.NullMarked;
