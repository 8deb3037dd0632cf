/**
 * {@code fingerprint.pb}: what TensorFlow 2.12 and later write beside a SavedModel to tell one from
 * another. Start at {@link dev.salvor.format.fingerprint.SavedModelFingerprint}.
 */
@NullMarked
package dev.salvor.format.fingerprint;

import org.jspecify.annotations.NullMarked;
