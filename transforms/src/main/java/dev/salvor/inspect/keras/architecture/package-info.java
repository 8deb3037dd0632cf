/**
 * The configuration of a Keras model as a tree: models of layers, layers of calls, calls of
 * arguments. Reads every encoding that Keras ever wrote. Start at {@link
 * dev.salvor.inspect.keras.architecture.ArchitectureReader}.
 */
@NullMarked
package dev.salvor.inspect.keras.architecture;

import org.jspecify.annotations.NullMarked;
