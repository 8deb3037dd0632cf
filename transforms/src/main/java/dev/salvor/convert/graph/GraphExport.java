package dev.salvor.convert.graph;

import dev.salvor.convert.Asset;
import dev.salvor.convert.ExportableModel;
import dev.salvor.convert.Signature;
import dev.salvor.convert.Variable;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Fix;
import dev.salvor.format.checkpoint.CheckpointReader;
import dev.salvor.inspect.graph.ModelGraph;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;

/** From a cut graph with its checkpoint to a model. */
final class GraphExport {
  private GraphExport() {}

  /**
   * @param initializers nodes that the model runs when it is loaded, beside those that fill tables
   * @param assets those of the artifact; what the cut graph does not take is left out
   */
  static ExportableModel of(
      ModelGraph graph,
      MetaGraphDef meta,
      GraphCutter cutter,
      List<Signature> signatures,
      Optional<CheckpointReader> checkpoint,
      List<String> initializers,
      List<Asset> assets,
      List<Fix> fixes,
      List<Finding> findings)
      throws IOException {
    GraphDef cut = cutter.cut();
    ModelGraph left = new ModelGraph(cut, graph.target());
    List<NodeDef> kept =
        left.main().nodes().stream()
            .filter(
                node ->
                    node.getOp().equals("VarHandleOp")
                        || node.getOp().equals("VariableV2")
                        || node.getOp().equals("Variable"))
            .filter(node -> !assigned(left, node, initializers))
            .toList();
    List<Variable> variables = BoundVariables.of(graph, meta, kept, checkpoint);
    List<Fix> all = new ArrayList<>(fixes);
    all.addAll(cutter.fixes());
    List<String> references = ResourceVariables.references(left);
    if (!references.isEmpty()) {
      all.add(
          new Fix(
              "resource-variables", "reference variables became resource variables", references));
    }
    List<String> run = new ArrayList<>(initializers);
    cutter.initializers().stream().filter(name -> !run.contains(name)).forEach(run::add);
    return new ExportableModel(
        ResourceVariables.in(left),
        variables,
        signatures,
        assets.stream().filter(asset -> taken(left, asset)).toList(),
        run,
        all,
        findings);
  }

  private static boolean taken(ModelGraph left, Asset asset) {
    String tensor = asset.tensor();
    int colon = tensor.indexOf(':');
    return left.main().node(colon < 0 ? tensor : tensor.substring(0, colon)).isPresent();
  }

  /** Whether an initialiser of the model sets the variable, so that no checkpoint has to. */
  private static boolean assigned(ModelGraph left, NodeDef variable, List<String> initializers) {
    return !initializers.isEmpty()
        && left.main().consumers(variable.getName()).stream()
            .anyMatch(
                node -> node.getOp().equals("AssignVariableOp") || node.getOp().equals("Assign"));
  }
}
