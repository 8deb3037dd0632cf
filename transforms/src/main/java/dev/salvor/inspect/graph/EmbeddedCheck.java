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
    TargetRuntime embedded = TargetRuntime.named(TargetRuntime.DEFAULT);
    if (!graph.target().digest().equals(embedded.digest())) {
      for (GraphScope scope : graph.scopes()) {
        for (NodeDef node : scope.nodes()) {
          if (reach.contains(node)
              && reach.certain(scope)
              && graph.target().op(node.getOp()).isPresent()
              && !findings.full(Rule.GRAPH_UNPROVABLE)) {
            fault(embedded, node)
                .map(why -> finding(graph.target(), embedded, scope, node, why))
                .ifPresent(findings::add);
          }
        }
      }
    }
    return findings.list();
  }

  /** A model of ops that the user vouches for is published without having run. */
  private static Finding finding(
      TargetRuntime target, TargetRuntime embedded, GraphScope scope, NodeDef node, String why) {
    boolean permitted = target.permits(node.getOp());
    return Finding.of(
        permitted ? Rule.NOT_EXECUTED : Rule.GRAPH_UNPROVABLE,
        scope.at(node.getName()),
        "%s is a %s, which TensorFlow %s runs, but not TensorFlow %s, with which models are run"
            + " before they are published: %s%s",
        scope.say(node),
        node.getOp(),
        target.tensorflow(),
        embedded.tensorflow(),
        why,
        permitted ? "; the model was not run" : "");
  }

  private static Optional<String> fault(TargetRuntime embedded, NodeDef node) {
    Optional<OpDef> op = embedded.op(node.getOp());
    return op.isEmpty()
        ? Optional.of("it has no such op")
        : Kernels.missing(embedded, op.get(), node);
  }
}
