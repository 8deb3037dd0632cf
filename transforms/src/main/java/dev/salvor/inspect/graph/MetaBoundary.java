package dev.salvor.inspect.graph;

import dev.salvor.policy.Policy;
import dev.salvor.policy.Recorded;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;

/** The boundary of a MetaGraph without signatures: from collections where they name one. */
public final class MetaBoundary {
  private MetaBoundary() {}

  /**
   * What the policy says or was recorded, what collections {@code inputs} and {@code outputs} name,
   * or what the graph leaves no doubt about.
   */
  public static GraphBoundary of(
      ModelGraph graph, MetaGraphDef meta, String path, Policy policy, Recorded recorded) {
    Map<String, String> inputs = named(graph, MetaGraphs.nodes(meta, "inputs"));
    Map<String, String> outputs = named(graph, MetaGraphs.nodes(meta, "outputs"));
    boolean ruled = policy.graphs().stream().anyMatch(rule -> GraphBoundary.covers(rule, path));
    return ruled
            || inputs.isEmpty()
            || outputs.isEmpty()
            || RecordedBoundary.of(graph, recorded).isPresent()
        ? GraphBoundary.of(graph, path, policy, recorded)
        : new GraphBoundary(inputs, outputs, false);
  }

  /** Node names of the tensors in a collection; empty where one is not in the graph. */
  private static Map<String, String> named(ModelGraph graph, List<String> tensors) {
    Map<String, String> named = new LinkedHashMap<>();
    for (String tensor : tensors) {
      TensorRef ref = TensorRef.parse(tensor);
      if (ref.index() != 0 || graph.type(tensor) == DataType.DT_INVALID) {
        return Map.of();
      }
      named.put(ref.node(), ref.node() + ":0");
    }
    return named;
  }
}
