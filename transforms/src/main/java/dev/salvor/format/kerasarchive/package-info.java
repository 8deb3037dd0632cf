/**
 * The {@code .keras} archive of Keras 3 and tf.keras 2.12 to 2.15: a zip, or a directory, of
 * configuration, metadata, weights and assets. It stands between the bytes and the Keras frontend
 * and checks the container only; what the members mean is read elsewhere. Start reading at {@link
 * dev.salvor.format.kerasarchive.KerasArchive}.
 */
@NullMarked
package dev.salvor.format.kerasarchive;

import org.jspecify.annotations.NullMarked;
