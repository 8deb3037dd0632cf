/**
 * The operations of keras.ops: a table for each module, from a class and what its configuration
 * holds to a body of the packages beside. {@link
 * dev.salvor.convert.keras.layers.functions.Operations} puts them together.
 */
@NullMarked
package dev.salvor.convert.keras.layers.functions.operation;

import org.jspecify.annotations.NullMarked;
