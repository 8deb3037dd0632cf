package dev.salvor.inspect.graph;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Fix;
import dev.salvor.finding.Level;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.target.TargetRuntime;
import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/** Why a graph that could run is not loaded as it stands, and has to be written again. */
final class Compatibility {
  private Compatibility() {}

  /** Findings that make a rewrite necessary; empty where the target loads the graph. */
  static List<Finding> rewrites(ModelGraph graph, List<Finding> registry, List<Fix> vocabulary) {
    FindingList findings = new FindingList();
    vocabulary.forEach(
        fix ->
            findings.add(
                rewritten(
                    Location.node(fix.where().get(0)),
                    "TensorFlow %s runs it in other words: %s (%d nodes)"
                        .formatted(
                            graph.target().tensorflow(), fix.description(), fix.where().size()))));
    registry.stream()
        .filter(finding -> finding.level() == Level.WARNING)
        .filter(finding -> finding.rule() == Rule.GRAPH_OP_UNKNOWN)
        .map(finding -> rewritten(finding.location(), finding.message() + "; nothing needs it"))
        .forEach(findings::add);
    for (NodeDef node : graph.main().nodes()) {
      shapes(node).ifPresent(what -> findings.add(rewritten(Location.node(node.getName()), what)));
    }
    if (graph.target().refusesUnknownAttributes()) {
      for (GraphScope scope : graph.scopes()) {
        for (NodeDef node : scope.nodes()) {
          unknownAttribute(graph.target(), node)
              .ifPresent(
                  name ->
                      findings.add(
                          rewritten(
                              scope.at(node.getName()),
                              "%s carries the attribute %s, which TensorFlow %s refuses"
                                  .formatted(scope.say(node), name, graph.target().tensorflow()))));
        }
      }
    }
    return findings.list();
  }

  /** That Python programs do not load the object graph. */
  static Optional<Finding> objects(MetaGraphDef meta, TargetRuntime target) {
    return ObjectGraphCheck.obstacle(meta, target).map(what -> rewritten(Location.NONE, what));
  }

  private static Finding rewritten(Location where, String message) {
    return Finding.of(Rule.GRAPH_REWRITTEN, where, message);
  }

  private static Optional<String> unknownAttribute(TargetRuntime target, NodeDef node) {
    return target.op(node.getOp()).stream()
        .flatMap(
            op ->
                node.getAttrMap().keySet().stream()
                    .filter(name -> !name.startsWith("_"))
                    .filter(
                        name ->
                            op.getAttrList().stream()
                                .noneMatch(attr -> attr.getName().equals(name))))
        .findFirst();
  }

  /**
   * TensorFlow 1.x recorded the reserved outputs of FusedBatchNormGrad with the shape of the
   * channels; 2.x infers them empty (tensorflow/core/ops/nn_ops.cc) and refuses the contradiction.
   */
  private static Optional<String> shapes(NodeDef node) {
    if (!node.getOp().startsWith("FusedBatchNormGrad")) {
      return Optional.empty();
    }
    List<TensorShapeProto> shapes =
        node.getAttrOrDefault("_output_shapes", AttrValue.getDefaultInstance())
            .getList()
            .getShapeList();
    boolean old =
        shapes.size() > 3
            && shapes.get(3).getDimCount() == 1
            && shapes.get(3).getDim(0).getSize() > 0;
    return old
        ? Optional.of(
            "node %s of op %s records output shapes that TensorFlow 2 contradicts"
                .formatted(node.getName(), node.getOp()))
        : Optional.empty();
  }
}
