package dev.salvor.inspect.graph;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Rule;
import dev.salvor.target.TargetRuntime;
import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * Whether the embedded runtime, with which every model is run before it is published, has what a
 * graph for another target needs.
 */
final class EmbeddedCheck {
  private EmbeddedCheck() {}

  /** What cannot be run here; empty where the target is the embedded runtime itself. */
  static List<Finding> faults(ModelGraph graph, Reach reach) {
    FindingList findings = new FindingList();
    if (!graph.target().name().equals(TargetRuntime.DEFAULT)) {
      TargetRuntime embedded = TargetRuntime.named(TargetRuntime.DEFAULT);
      for (GraphScope scope : graph.scopes()) {
        for (NodeDef node : scope.nodes()) {
          if (reach.contains(node)
              && reach.certain(scope)
              && graph.target().op(node.getOp()).isPresent()
              && !findings.full(Rule.GRAPH_UNPROVABLE)) {
            fault(embedded, node)
                .ifPresent(
                    why ->
                        findings.add(
                            Finding.of(
                                Rule.GRAPH_UNPROVABLE,
                                scope.at(node.getName()),
                                "%s is a %s, which TensorFlow %s runs, but not TensorFlow %s, with"
                                    + " which models are run before they are published: %s",
                                scope.say(node),
                                node.getOp(),
                                graph.target().tensorflow(),
                                embedded.tensorflow(),
                                why)));
          }
        }
      }
    }
    return findings.list();
  }

  private static Optional<String> fault(TargetRuntime embedded, NodeDef node) {
    Optional<OpDef> op = embedded.op(node.getOp());
    return op.isEmpty()
        ? Optional.of("it has no such op")
        : Kernels.missing(embedded, op.get(), node);
  }
}
