/**
 * Ops of TensorFlow's graph that a TensorFlowOpLayer holds: those with a body, by name, and those
 * that are copied. Start at {@link dev.salvor.convert.keras.layers.functions.graphop.GraphOps}.
 */
@NullMarked
package dev.salvor.convert.keras.layers.functions.graphop;

import org.jspecify.annotations.NullMarked;
