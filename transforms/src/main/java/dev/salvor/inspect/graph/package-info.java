/**
 * Inspectors of graph-shaped artifacts: SavedModels, bare graphs, MetaGraphs, checkpoints. A graph
 * is read once into a {@link dev.salvor.inspect.graph.ModelGraph}; {@link
 * dev.salvor.inspect.graph.GraphIntegrity} (is it whole), {@link dev.salvor.inspect.graph.OpSafety}
 * (does it stay inside) and {@link dev.salvor.inspect.graph.RegistryCheck} (does the target run it)
 * look at it. Start at {@link dev.salvor.inspect.graph.SavedModelInspector}.
 */
@NullMarked
package dev.salvor.inspect.graph;

import org.jspecify.annotations.NullMarked;
