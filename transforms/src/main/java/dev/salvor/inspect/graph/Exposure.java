package dev.salvor.inspect.graph;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a graph can be run by whoever loads it.
 *
 * @param fetches tensors and nodes that signatures and initialisers name
 * @param functions functions that can be called by name, as a TF2 SavedModel restores them
 * @param assets tensors that the loader sets to the path of a file of the model
 * @param boundAssets by function the arguments, by position, that are bound to such a file
 */
public record Exposure(
    Set<String> fetches,
    Set<String> functions,
    Set<String> assets,
    Map<String, List<Integer>> boundAssets) {

  public Exposure {
    fetches = Set.copyOf(fetches);
    functions = Set.copyOf(functions);
    assets = Set.copyOf(assets);
    boundAssets = Map.copyOf(boundAssets);
  }

  /** Of a graph that is run by asking for {@code fetches} and has no assets. */
  public static Exposure of(Set<String> fetches) {
    return new Exposure(fetches, Set.of(), Set.of(), Map.of());
  }

  Reach reach(ModelGraph graph) {
    return Reach.of(graph, fetches, Set.of()).andFunctions(functions);
  }
}
