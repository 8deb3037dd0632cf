package dev.salvor.savedmodel;

import dev.salvor.convert.Variable;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.VariableDef;

/**
 * The part of the graph that restores and saves the variables, as {@code tf.compat.v1.train.Saver}
 * builds it for one file (tensorflow/python/training/saver.py), and what tells Python of the
 * variables: the collections of VariableDefs.
 */
final class VariableSaver {
  private final Nodes nodes;
  private final List<Variable> variables;
  private final String scope;

  private final List<VariableDef> defs = new ArrayList<>();

  /**
   * @param variables at least one, in the order of their keys
   */
  VariableSaver(Nodes nodes, List<Variable> variables) {
    this.nodes = nodes;
    this.variables = variables;
    this.scope = nodes.unique("save");
  }

  /** Adds the nodes to the graph and what refers to them to {@code metaGraph}. */
  void addTo(MetaGraphDef.Builder metaGraph) {
    String file = filename();
    String keys =
        nodes.strings(
            scope + "/tensor_names", variables.stream().map(Variable::key).toList(), false);
    String slices =
        nodes.strings(
            scope + "/shape_and_slices", variables.stream().map(variable -> "").toList(), false);
    List<DataType> types = variables.stream().map(VariableSaver::type).toList();
    save(file, keys, slices, types);
    restore(file, keys, slices, types);
    metaGraph.setSaverDef(
        SaverDef.newBuilder()
            .setFilenameTensorName(file + ":0")
            .setSaveTensorName(scope + "/control_dependency:0")
            .setRestoreOpName(scope + "/restore_all")
            .setMaxToKeep(5)
            .setKeepCheckpointEveryNHours(10000)
            .setVersion(SaverDef.CheckpointFormatVersion.V2));
    putCollection(metaGraph, "variables", defs);
    putCollection(
        metaGraph, "trainable_variables", defs.stream().filter(VariableDef::getTrainable).toList());
  }

  private String filename() {
    String model = nodes.strings(scope + "/filename/input", List.of("model"), true);
    placeholder(scope + "/filename", model);
    return placeholder(scope + "/Const", scope + "/filename");
  }

  private String placeholder(String name, String input) {
    nodes.add(
        Nodes.node(name, "PlaceholderWithDefault", List.of(input))
            .putAttr("dtype", Nodes.type(DataType.DT_STRING))
            .putAttr("shape", Nodes.scalarShape()));
    return name;
  }

  private void save(String file, String keys, String slices, List<DataType> types) {
    List<String> inputs = new ArrayList<>(List.of(file, keys, slices));
    for (int i = 0; i < variables.size(); i++) {
      String read = read(i);
      nodes.add(
          Nodes.node(read, "ReadVariableOp", List.of(variables.get(i).node()))
              .putAttr("dtype", Nodes.type(types.get(i))));
      inputs.add(read);
    }
    nodes.add(
        Nodes.node(scope + "/SaveV2", "SaveV2", inputs).putAttr("dtypes", Nodes.types(types)));
    nodes.add(
        Nodes.node(
                scope + "/control_dependency", "Identity", List.of(file, "^" + scope + "/SaveV2"))
            .putAttr("T", Nodes.type(DataType.DT_STRING)));
  }

  private void restore(String file, String keys, String slices, List<DataType> types) {
    String restore = scope + "/RestoreV2";
    nodes.add(
        Nodes.node(restore, "RestoreV2", List.of(file, keys, slices))
            .putAttr("dtypes", Nodes.types(types)));
    List<String> assigned = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      Variable variable = variables.get(i);
      String output = i == 0 ? restore : restore + ":" + i;
      String assign = scope + "/AssignVariableOp_" + i;
      nodes.add(
          Nodes.node(assign, "AssignVariableOp", List.of(variable.node(), output))
              .putAttr("dtype", Nodes.type(types.get(i))));
      assigned.add("^" + assign);
      defs.add(
          VariableDef.newBuilder()
              .setVariableName(variable.node() + ":0")
              .setInitialValueName(restore + ":" + i)
              .setInitializerName(assign)
              .setSnapshotName(read(i) + ":0")
              .setIsResource(true)
              .setTrainable(variable.trainable())
              .build());
    }
    nodes.add(Nodes.node(scope + "/restore_all", "NoOp", assigned));
  }

  private String read(int variable) {
    return scope + "/ReadVariableOp_" + variable;
  }

  private static DataType type(Variable variable) {
    return DataType.forNumber(variable.data().type().number());
  }

  private static void putCollection(
      MetaGraphDef.Builder metaGraph, String name, List<VariableDef> defs) {
    if (!defs.isEmpty()) {
      CollectionDef.BytesList.Builder list = CollectionDef.BytesList.newBuilder();
      defs.forEach(def -> list.addValue(def.toByteString()));
      metaGraph.putCollectionDef(name, CollectionDef.newBuilder().setBytesList(list).build());
    }
  }
}
