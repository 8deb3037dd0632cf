package dev.salvor.convert.graph;

import dev.salvor.convert.ExportableModel;
import dev.salvor.convert.Signature;
import dev.salvor.convert.Variable;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Fix;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.checkpoint.CheckpointReader;
import dev.salvor.format.checkpoint.ObjectGraph;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.inspect.graph.ModelGraph;
import dev.salvor.inspect.graph.RestoredFunction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedVariable;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A function of a TF2 module as a model: placeholders and handles of the captured variables go into
 * one call.
 */
final class FunctionExport {
  private static final String CALL = "StatefulPartitionedCall";

  private final MetaGraphDef meta;
  private final ModelGraph graph;
  private final RestoredFunction function;
  private final Optional<CheckpointReader> checkpoint;
  private final FunctionDef def;
  private final GraphDef.Builder out = GraphDef.newBuilder();
  private final List<Variable> variables = new ArrayList<>();

  FunctionExport(
      MetaGraphDef meta,
      ModelGraph graph,
      RestoredFunction function,
      Optional<CheckpointReader> checkpoint) {
    this.meta = meta;
    this.graph = graph;
    this.function = function;
    this.checkpoint = checkpoint;
    this.def =
        graph.def().getLibrary().getFunctionList().stream()
            .filter(each -> each.getSignature().getName().equals(function.function()))
            .findFirst()
            .orElseThrow();
  }

  ExportableModel model() throws IOException {
    OpDef signature = def.getSignature();
    Map<String, TensorInfo> inputs = new LinkedHashMap<>();
    List<String> arguments = new ArrayList<>();
    function
        .inputs()
        .forEach(
            (name, position) -> {
              DataType type = signature.getInputArg(position).getType();
              TensorShapeProto shape = shape(position);
              String node = Signature.SERVING_DEFAULT + "_" + name;
              out.addNode(
                  NodeDef.newBuilder()
                      .setName(node)
                      .setOp("Placeholder")
                      .putAttr("dtype", AttrValue.newBuilder().setType(type).build())
                      .putAttr("shape", AttrValue.newBuilder().setShape(shape).build()));
              inputs.put(name, info(node + ":0", type, shape));
              arguments.add(node);
            });
    for (int capture : function.captures()) {
      arguments.add(captured(capture));
    }
    call(signature, arguments);
    Map<String, TensorInfo> outputs = new LinkedHashMap<>();
    TensorShapeProto unknown = TensorShapeProto.newBuilder().setUnknownRank(true).build();
    function
        .outputs()
        .forEach(
            (name, position) ->
                outputs.put(
                    name,
                    info(
                        CALL + ":" + position,
                        signature.getOutputArg(position).getType(),
                        unknown)));
    functions();
    return new ExportableModel(
        out.setVersions(graph.def().getVersions()).build(),
        variables,
        List.of(new Signature(Signature.SERVING_DEFAULT, Signature.PREDICT, inputs, outputs)),
        List.of(),
        List.of(),
        List.of(
            new Fix(
                "function-signature",
                "the module's function became its signature",
                List.of(function.name()))),
        List.of(
            Finding.of(
                Rule.GRAPH_NO_SIGNATURE,
                Location.node(function.function()),
                "the module names no signature; its function %s was taken",
                function.name())));
  }

  private void call(OpDef signature, List<String> arguments) {
    out.addNode(
        NodeDef.newBuilder()
            .setName(CALL)
            .setOp(CALL)
            .addAllInput(arguments)
            .putAttr("Tin", types(signature.getInputArgList()))
            .putAttr("Tout", types(signature.getOutputArgList()))
            .putAttr(
                "f",
                AttrValue.newBuilder()
                    .setFunc(NameAttrList.newBuilder().setName(function.function()))
                    .build()));
  }

  private static AttrValue types(List<OpDef.ArgDef> args) {
    AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
    args.forEach(arg -> list.addType(arg.getType()));
    return AttrValue.newBuilder().setList(list).build();
  }

  /** The functions that are called, freed of the writer's devices. */
  private void functions() {
    ModelGraph called =
        new ModelGraph(
            out.build().toBuilder().setLibrary(graph.def().getLibrary()).build(), graph.target());
    out.setLibrary(new GraphCutter(called, Set.of(), List.of(CALL)).cut().getLibrary());
  }

  /** What the tracing recorded of the shape of an argument. */
  private TensorShapeProto shape(int position) {
    AttrValue shapes =
        def.getArgAttrMap()
            .getOrDefault(position, FunctionDef.ArgAttrs.getDefaultInstance())
            .getAttrMap()
            .getOrDefault("_output_shapes", AttrValue.getDefaultInstance());
    return shapes.getList().getShapeCount() == 1
        ? shapes.getList().getShape(0)
        : TensorShapeProto.newBuilder().setUnknownRank(true).build();
  }

  private static TensorInfo info(String tensor, DataType type, TensorShapeProto shape) {
    return TensorInfo.newBuilder().setName(tensor).setDtype(type).setTensorShape(shape).build();
  }

  /** A handle of the variable that object {@code id} is. */
  private String captured(int id) throws IOException {
    SavedVariable saved = meta.getObjectGraphDef().getNodes(id).getVariable();
    String name = "variable_" + id;
    if (variables.stream().anyMatch(variable -> variable.node().equals(name))) {
      return name;
    }
    CheckpointReader reader =
        checkpoint.orElseThrow(() -> unknown(saved.getName(), "there are no variables"));
    List<ObjectGraph.Node> nodes =
        ObjectGraph.of(reader)
            .orElseThrow(() -> unknown(saved.getName(), "its checkpoint names no objects"))
            .nodes();
    Optional<String> key =
        id < nodes.size() ? ObjectGraph.valueKey(nodes.get(id)) : Optional.empty();
    TensorData data =
        reader.tensor(key.orElseThrow(() -> unknown(saved.getName(), "it was not saved")));
    if (data.type().number() != saved.getDtype().getNumber()) {
      throw unknown(saved.getName(), "its type differs from the saved one");
    }
    Map<String, AttrValue> attributes = new HashMap<>();
    attributes.put("dtype", AttrValue.newBuilder().setType(saved.getDtype()).build());
    attributes.put("shape", AttrValue.newBuilder().setShape(saved.getShape()).build());
    attributes.put(
        "shared_name",
        AttrValue.newBuilder().setS(com.google.protobuf.ByteString.copyFromUtf8(name)).build());
    out.addNode(NodeDef.newBuilder().setName(name).setOp("VarHandleOp").putAllAttr(attributes));
    variables.add(new Variable(name, key.get(), data, saved.getTrainable()));
    return name;
  }

  private static ArtifactException unknown(String variable, String why) {
    return Finding.of(
            Rule.GRAPH_NO_VALUES,
            Location.tensor(variable),
            "the captured variable %s has no value: %s",
            variable,
            why)
        .exception();
  }
}
