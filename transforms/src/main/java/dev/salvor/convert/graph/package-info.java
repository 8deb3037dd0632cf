/**
 * Graphs that are already TensorFlow's: frozen graphs, MetaGraphs with their checkpoint,
 * SavedModels that the target does not load as they stand. What an output needs is kept, everything
 * else falls away, reference variables become resource variables. Start at {@link
 * dev.salvor.convert.graph.GraphCutter}.
 */
@NullMarked
package dev.salvor.convert.graph;

import org.jspecify.annotations.NullMarked;
