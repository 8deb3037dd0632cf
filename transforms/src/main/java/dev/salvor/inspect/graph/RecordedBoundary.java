package dev.salvor.inspect.graph;

import dev.salvor.policy.Recorded;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tensorflow.proto.DataType;

/** The boundary at which a graph's inputs and outputs were recorded. */
final class RecordedBoundary {
  private RecordedBoundary() {}

  /** Empty where a name is not one of the graph, or the outputs need more than the inputs. */
  static Optional<GraphBoundary> of(ModelGraph graph, Recorded recorded) {
    Map<String, String> inputs = tensors(graph, recorded.inputs());
    Map<String, String> outputs = tensors(graph, recorded.outputs());
    if (outputs.isEmpty()
        || inputs.size() != recorded.inputs().size()
        || outputs.size() != recorded.outputs().size()) {
      return Optional.empty();
    }
    Reach reach = Reach.of(graph, outputs.values(), Set.copyOf(inputs.values()));
    boolean whole =
        graph.main().nodes().stream()
            .filter(node -> NodeRoles.placeholder(node) || NodeRoles.pipeline(node))
            .noneMatch(
                node -> reach.contains(node) && !inputs.containsValue(node.getName() + ":0"));
    return whole ? Optional.of(new GraphBoundary(inputs, outputs, true)) : Optional.empty();
  }

  private static Map<String, String> tensors(ModelGraph graph, Set<String> names) {
    Map<String, String> tensors = new LinkedHashMap<>();
    for (String name : new TreeSet<>(names)) {
      String tensor = name.contains(":") ? name : name + ":0";
      if (graph.type(tensor) != DataType.DT_INVALID) {
        tensors.put(name, tensor);
      }
    }
    return tensors;
  }
}
