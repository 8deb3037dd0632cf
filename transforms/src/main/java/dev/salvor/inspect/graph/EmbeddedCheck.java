package dev.salvor.inspect.graph;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Rule;
import dev.salvor.target.TargetRuntime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
            fault(graph.target(), embedded, node)
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

  private static Optional<String> fault(
      TargetRuntime target, TargetRuntime embedded, NodeDef node) {
    Optional<OpDef> op = embedded.op(node.getOp());
    if (op.isEmpty()) {
      return Optional.of("it has no such op");
    }
    return newer(target, op.get(), node).or(() -> Kernels.missing(embedded, op.get(), node));
  }

  /** An attribute that acts and that the op does not have there; loaders leave out defaults. */
  private static Optional<String> newer(TargetRuntime target, OpDef embedded, NodeDef node) {
    Set<String> known =
        embedded.getAttrList().stream().map(OpDef.AttrDef::getName).collect(Collectors.toSet());
    return target.op(node.getOp()).map(OpDef::getAttrList).orElse(List.of()).stream()
        .filter(attr -> !known.contains(attr.getName()))
        .filter(attr -> node.containsAttr(attr.getName()))
        .filter(attr -> !attr.getDefaultValue().equals(node.getAttrOrThrow(attr.getName())))
        .map(attr -> "its op has no attribute " + attr.getName())
        .findFirst();
  }
}
