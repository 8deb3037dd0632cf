package dev.salvor.inspect.graph;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.policy.Policy;
import dev.salvor.target.OpTypes;
import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.DataType;

/** The boundary that the user names. */
final class PolicyBoundary {
  private PolicyBoundary() {}

  static GraphBoundary of(ModelGraph graph, Policy.GraphRule rule) {
    rule.inputs().forEach((name, tensor) -> exists(graph, name, tensor));
    rule.outputs().forEach((name, tensor) -> exists(graph, name, tensor));
    return new GraphBoundary(rule.inputs(), rule.outputs(), true);
  }

  private static void exists(ModelGraph graph, String name, String tensor) {
    TensorRef ref = TensorRef.parse(tensor);
    Optional<List<DataType>> outputs =
        graph
            .main()
            .node(ref.node())
            .flatMap(node -> graph.op(node).flatMap(op -> OpTypes.outputs(op, node)));
    if (outputs.filter(types -> ref.index() >= 0 && ref.index() < types.size()).isEmpty()) {
      throw Finding.of(
              Rule.GRAPH_AMBIGUOUS,
              Location.tensor(tensor),
              "the policy file names the tensor %s as %s, which the graph does not have",
              tensor,
              name)
          .exception();
    }
  }
}
