/**
 * Builds GraphDefs node by node against the op registry of the target: types are inferred and
 * attributes checked from the op definition, without the native library. Start at {@link
 * dev.salvor.graph.GraphBuilder}.
 */
@NullMarked
package dev.salvor.graph;

import org.jspecify.annotations.NullMarked;
