/**
 * Layers over time: recurrent layers, the cells they step, and the wrappers Bidirectional and
 * TimeDistributed. A {@link dev.salvor.convert.keras.layers.recurrent.Cell} is the arithmetic of
 * one step; {@link dev.salvor.convert.keras.layers.recurrent.Recurrent} runs it over a sequence.
 * Start there.
 */
@NullMarked
package dev.salvor.convert.keras.layers.recurrent;

import org.jspecify.annotations.NullMarked;
