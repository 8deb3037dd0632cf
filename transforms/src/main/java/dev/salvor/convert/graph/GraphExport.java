package dev.salvor.convert.graph;

import com.google.protobuf.ByteString;
import dev.salvor.convert.Asset;
import dev.salvor.convert.ExportableModel;
import dev.salvor.convert.Signature;
import dev.salvor.convert.Variable;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Fix;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.checkpoint.CheckpointReader;
import dev.salvor.inspect.graph.ModelGraph;
import dev.salvor.inspect.graph.MovingAverages;
import dev.salvor.inspect.graph.SavedTable;
import dev.salvor.inspect.graph.VariableBinding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** From a cut graph with its checkpoint to a model. */
final class GraphExport {
  private GraphExport() {}

  /**
   * @param initializers nodes that the model runs when it is loaded, beside those that fill tables
   * @param assets those of the artifact; what the cut graph does not take is left out
   * @param averaged whether variables get their moving averages
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
      List<Finding> findings,
      boolean averaged)
      throws IOException {
    GraphDef cut = withConstantAssets(cutter.cut(), assets);
    ModelGraph bare = new ModelGraph(cut, graph.target());
    RestoredTables tables =
        RestoredTables.in(bare, SavedTable.of(graph, bare, meta, checkpoint), checkpoint);
    ModelGraph left = new ModelGraph(tables.graph(), graph.target());
    List<NodeDef> kept =
        left.main().nodes().stream()
            .filter(
                node ->
                    node.getOp().equals("VarHandleOp")
                        || node.getOp().equals("VariableV2")
                        || node.getOp().equals("Variable"))
            .filter(node -> !assigned(left, node, initializers))
            .toList();
    List<Variable> variables = BoundVariables.of(graph, meta, kept, checkpoint, averaged);
    List<Fix> all = new ArrayList<>(fixes);
    List<Finding> said = new ArrayList<>(findings);
    averages(graph, meta, kept, checkpoint, averaged, all, said);
    all.addAll(cutter.fixes());
    List<String> references = ResourceVariables.references(left);
    if (!references.isEmpty()) {
      all.add(
          new Fix(
              "resource-variables", "reference variables became resource variables", references));
    }
    tables.fix().ifPresent(all::add);
    List<String> run = new ArrayList<>(initializers);
    run.addAll(tables.initializers());
    cutter.initializers().stream().filter(name -> !run.contains(name)).forEach(run::add);
    return new ExportableModel(
        ResourceVariables.in(left),
        variables,
        signatures,
        assets.stream().filter(asset -> taken(left, asset)).toList(),
        run,
        all,
        said);
  }

  /** Says whether averages were taken, or could have been. */
  private static void averages(
      ModelGraph graph,
      MetaGraphDef meta,
      List<NodeDef> kept,
      Optional<CheckpointReader> checkpoint,
      boolean averaged,
      List<Fix> fixes,
      List<Finding> findings)
      throws IOException {
    List<String> averages =
        checkpoint.isEmpty() || kept.isEmpty()
            ? List.of()
            : MovingAverages.of(
                VariableBinding.of(graph, meta, kept, checkpoint.get()), checkpoint.get());
    if (averages.isEmpty()) {
      if (averaged) {
        throw Finding.of(
                Rule.GRAPH_NO_VALUES,
                Location.NONE,
                "the policy asks for moving averages, and the checkpoint has none of the variables"
                    + " that the outputs need")
            .exception();
      }
      return;
    }
    if (averaged) {
      fixes.add(
          new Fix("moving-averages", "variables have the values of their averages", averages));
    } else {
      findings.add(
          Finding.of(
              Rule.GRAPH_AVERAGES,
              Location.NONE,
              "the checkpoint also holds moving averages of %d variables; the plain values were"
                  + " taken",
              averages.size()));
    }
  }

  /**
   * TF2 writers leave placeholders for the paths of assets; loaders of TF1 graphs feed constants
   * and take a placeholder for an input that nobody gives.
   */
  private static GraphDef withConstantAssets(GraphDef graph, List<Asset> assets) {
    Map<String, String> files = new HashMap<>();
    assets.forEach(asset -> files.put(node(asset), asset.fileName()));
    GraphDef.Builder out = graph.toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      String file = files.get(node.getName());
      out.addNode(
          file == null || !node.getOp().equals("Placeholder")
              ? node
              : node.toBuilder()
                  .setOp("Const")
                  .clearAttr()
                  .putAttr("dtype", AttrValue.newBuilder().setType(DataType.DT_STRING).build())
                  .putAttr("value", AttrValue.newBuilder().setTensor(text(file)).build())
                  .build());
    }
    return out.build();
  }

  private static TensorProto text(String value) {
    return TensorProto.newBuilder()
        .setDtype(DataType.DT_STRING)
        .setTensorShape(TensorShapeProto.getDefaultInstance())
        .addStringVal(ByteString.copyFromUtf8(value))
        .build();
  }

  private static String node(Asset asset) {
    int colon = asset.tensor().indexOf(':');
    return colon < 0 ? asset.tensor() : asset.tensor().substring(0, colon);
  }

  private static boolean taken(ModelGraph left, Asset asset) {
    return left.main().node(node(asset)).isPresent();
  }

  /** Whether an initialiser of the model sets the variable, so that no checkpoint has to. */
  private static boolean assigned(ModelGraph left, NodeDef variable, List<String> initializers) {
    return !initializers.isEmpty()
        && left.main().consumers(variable.getName()).stream()
            .anyMatch(
                node -> node.getOp().equals("AssignVariableOp") || node.getOp().equals("Assign"));
  }
}
