package dev.salvor.savedmodel;

import com.google.protobuf.Any;
import dev.salvor.convert.Asset;
import dev.salvor.convert.ExportableModel;
import dev.salvor.convert.Signature;
import dev.salvor.convert.Variable;
import dev.salvor.target.TargetRuntime;
import java.util.List;
import java.util.TreeSet;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.OpList;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.VersionDef;

/** Composes the MetaGraphDef of a model, in the form that loaders of TF1 and TF2 both take. */
final class MetaGraphs {
  private static final String SERVE = "serve";

  /** Signature that names the initialiser (tensorflow/cc/saved_model/constants.h). */
  private static final String INIT_OP = "__saved_model_init_op";

  /** Where loaders before TF 1.13 look for assets. */
  private static final String ASSETS_COLLECTION = "saved_model_assets";

  private final TargetRuntime target;

  MetaGraphs(TargetRuntime target) {
    this.target = target;
  }

  /**
   * @param variables the model's, in the order of their keys
   */
  MetaGraphDef compose(ExportableModel model, List<Variable> variables) {
    MetaGraphDef.Builder metaGraph = MetaGraphDef.newBuilder();
    GraphDef.Builder graph = model.graph().toBuilder();
    Nodes nodes = new Nodes(graph);
    if (!variables.isEmpty()) {
      new VariableSaver(nodes, variables).addTo(metaGraph);
    }
    for (Signature signature : model.signatures()) {
      metaGraph.putSignatureDef(
          signature.key(),
          SignatureDef.newBuilder()
              .setMethodName(signature.method())
              .putAllInputs(signature.inputs())
              .putAllOutputs(signature.outputs())
              .build());
    }
    if (!model.initializers().isEmpty()) {
      metaGraph.putSignatureDef(INIT_OP, initializer(nodes, model.initializers()));
    }
    addAssets(metaGraph, model.assets());
    new DefaultAttributes(target).strip(graph);
    return metaGraph
        .setGraphDef(graph.setVersions(versions(model.graph())))
        .setMetaInfoDef(
            MetaGraphDef.MetaInfoDef.newBuilder()
                .addTags(SERVE)
                .setTensorflowVersion(target.tensorflow())
                .setStrippedDefaultAttrs(true)
                .setStrippedOpList(ops(graph)))
        .build();
  }

  private static SignatureDef initializer(Nodes nodes, List<String> initializers) {
    String init = nodes.unique("init");
    nodes.add(Nodes.node(init, "NoOp", initializers.stream().map(name -> "^" + name).toList()));
    return SignatureDef.newBuilder()
        .putOutputs(
            INIT_OP,
            TensorInfo.newBuilder()
                .setName(init)
                .setDtype(DataType.DT_INVALID)
                .setTensorShape(TensorShapeProto.newBuilder().setUnknownRank(true))
                .build())
        .build();
  }

  private static void addAssets(MetaGraphDef.Builder metaGraph, List<Asset> assets) {
    if (assets.isEmpty()) {
      return;
    }
    CollectionDef.AnyList.Builder collection = CollectionDef.AnyList.newBuilder();
    for (Asset asset : assets) {
      AssetFileDef def =
          AssetFileDef.newBuilder()
              .setTensorInfo(TensorInfo.newBuilder().setName(asset.tensor()))
              .setFilename(asset.fileName())
              .build();
      metaGraph.addAssetFileDef(def);
      collection.addValue(Any.pack(def));
    }
    metaGraph.putCollectionDef(
        ASSETS_COLLECTION, CollectionDef.newBuilder().setAnyList(collection).build());
  }

  /**
   * The target's version, but never above the one that the graph states: deprecated ops and some
   * defaults depend on it (tensorflow/core/public/version.h).
   */
  private VersionDef versions(GraphDef graph) {
    VersionDef stated = graph.getVersions();
    int producer =
        graph.hasVersions()
            ? Math.min(stated.getProducer(), target.graphDefVersion())
            : target.graphDefVersion();
    return stated.toBuilder().setProducer(producer).build();
  }

  /** Definitions of the ops that the graph uses, without their documentation. */
  private OpList ops(GraphDef.Builder graph) {
    TreeSet<String> names = new TreeSet<>();
    graph.getNodeList().stream().map(NodeDef::getOp).forEach(names::add);
    for (FunctionDef function : graph.getLibrary().getFunctionList()) {
      function.getNodeDefList().stream().map(NodeDef::getOp).forEach(names::add);
    }
    OpList.Builder ops = OpList.newBuilder();
    names.forEach(name -> target.op(name).ifPresent(op -> ops.addOp(undocumented(op))));
    return ops.build();
  }

  private static OpDef undocumented(OpDef op) {
    OpDef.Builder bare = op.toBuilder().clearSummary().clearDescription();
    bare.getInputArgBuilderList().forEach(OpDef.ArgDef.Builder::clearDescription);
    bare.getOutputArgBuilderList().forEach(OpDef.ArgDef.Builder::clearDescription);
    bare.getAttrBuilderList().forEach(OpDef.AttrDef.Builder::clearDescription);
    return bare.build();
  }
}
