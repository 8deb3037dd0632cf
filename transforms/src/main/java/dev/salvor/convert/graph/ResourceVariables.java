package dev.salvor.convert.graph;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.inspect.graph.ModelGraph;
import dev.salvor.inspect.graph.TensorRef;
import dev.salvor.target.OpTypes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Turns reference variables (VariableV2, with edges that carry a mutable buffer) into resource
 * variables (VarHandleOp, ReadVariableOp), as TF 1.x did with {@code use_resource=True}. An op that
 * changes a variable becomes its resource twin, followed by a read in its place.
 */
final class ResourceVariables {
  private static final Set<String> REFERENCES = Set.of("Variable", "VariableV2");

  /** Ops that change a variable: to the twin that takes a handle (ops/state_ops.cc). */
  private static final Map<String, String> TWINS =
      Map.ofEntries(
          Map.entry("Assign", "AssignVariableOp"),
          Map.entry("AssignAdd", "AssignAddVariableOp"),
          Map.entry("AssignSub", "AssignSubVariableOp"),
          Map.entry("ScatterAdd", "ResourceScatterAdd"),
          Map.entry("ScatterSub", "ResourceScatterSub"),
          Map.entry("ScatterMul", "ResourceScatterMul"),
          Map.entry("ScatterDiv", "ResourceScatterDiv"),
          Map.entry("ScatterMin", "ResourceScatterMin"),
          Map.entry("ScatterMax", "ResourceScatterMax"),
          Map.entry("ScatterUpdate", "ResourceScatterUpdate"));

  /** Control flow on references: to the same on values. */
  private static final Map<String, String> BY_VALUE =
      Map.of(
          "RefSwitch", "Switch",
          "RefMerge", "Merge",
          "RefEnter", "Enter",
          "RefExit", "Exit",
          "RefIdentity", "Identity",
          "RefNextIteration", "NextIteration");

  private final ModelGraph graph;
  private final Map<String, NodeDef> variables = new LinkedHashMap<>();
  private final Set<String> changed = new HashSet<>();
  private final Set<String> names = new HashSet<>();
  private final GraphDef.Builder out;

  private ResourceVariables(ModelGraph graph) {
    this.graph = graph;
    this.out = graph.def().toBuilder().clearNode();
    for (NodeDef node : graph.main().nodes()) {
      names.add(node.getName());
      if (REFERENCES.contains(node.getOp())) {
        variables.put(node.getName(), node);
      }
    }
    for (NodeDef node : graph.main().nodes()) {
      if (TWINS.containsKey(node.getOp())) {
        changed.add(TensorRef.parse(node.getInput(0)).node());
      }
    }
  }

  /** The graph with all its variables as resources; node names stay. */
  static GraphDef in(ModelGraph graph) {
    ResourceVariables rewrite = new ResourceVariables(graph);
    if (rewrite.variables.isEmpty()) {
      return graph.def();
    }
    graph.main().nodes().forEach(rewrite::add);
    return rewrite.out.build();
  }

  /** Names of the reference variables of a graph. */
  static List<String> references(ModelGraph graph) {
    return graph.main().nodes().stream()
        .filter(node -> REFERENCES.contains(node.getOp()))
        .map(NodeDef::getName)
        .toList();
  }

  private void add(NodeDef node) {
    if (variables.containsKey(node.getName())) {
      handle(node);
    } else if (TWINS.containsKey(node.getOp())) {
      change(node);
    } else if (node.getOp().equals("IsVariableInitialized")) {
      out.addNode(node.toBuilder().setOp("VarIsInitializedOp").clearAttr().build());
    } else {
      out.addNode(reading(node));
    }
  }

  private void handle(NodeDef variable) {
    String name = variable.getName();
    AttrValue type = variable.getAttrOrThrow("dtype");
    out.addNode(
        NodeDef.newBuilder()
            .setName(name)
            .setOp("VarHandleOp")
            .putAttr("dtype", type)
            .putAttr("shape", variable.getAttrOrThrow("shape"))
            .putAttr(
                "shared_name",
                AttrValue.newBuilder()
                    .setS(com.google.protobuf.ByteString.copyFromUtf8(name))
                    .build()));
    if (!changed.contains(name)) {
      out.addNode(read(readOf(name), name, type, List.of()));
    }
  }

  private static NodeDef read(String name, String handle, AttrValue type, List<String> controls) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("ReadVariableOp")
        .addInput(handle)
        .addAllInput(controls)
        .putAttr("dtype", type)
        .build();
  }

  private String readOf(String variable) {
    String name = variable + "/Read/ReadVariableOp";
    return variables.containsKey(variable) && !names.contains(name) ? name : name + "_of_value";
  }

  /** The value of a variable in the place of its reference. */
  private NodeDef reading(NodeDef node) {
    List<String> inputs = new ArrayList<>();
    boolean reads = false;
    for (int i = 0; i < node.getInputCount(); i++) {
      TensorRef ref = TensorRef.parse(node.getInput(i));
      if (ref.control() || !variables.containsKey(ref.node())) {
        inputs.add(node.getInput(i));
        continue;
      }
      if (!BY_VALUE.containsKey(node.getOp()) && wantsReference(node, i)) {
        throw refused(node, ref.node());
      }
      reads = true;
      inputs.add(changed.contains(ref.node()) ? own(node, ref.node(), i) : readOf(ref.node()));
    }
    if (!reads && !BY_VALUE.containsKey(node.getOp())) {
      return node;
    }
    return node.toBuilder()
        .setOp(BY_VALUE.getOrDefault(node.getOp(), node.getOp()))
        .clearInput()
        .addAllInput(inputs)
        .build();
  }

  /** A read at the moment at which {@code node} runs: the variable changes while the graph runs. */
  private String own(NodeDef node, String variable, int input) {
    String name = unique(node.getName() + "/Read_" + input);
    List<String> controls =
        node.getInputList().stream().filter(each -> each.startsWith("^")).toList();
    out.addNode(read(name, variable, type(variable), controls));
    return name;
  }

  private AttrValue type(String variable) {
    return variables
        .getOrDefault(variable, NodeDef.getDefaultInstance())
        .getAttrOrDefault("dtype", AttrValue.getDefaultInstance());
  }

  private void change(NodeDef node) {
    TensorRef ref = TensorRef.parse(node.getInput(0));
    NodeDef variable = variables.get(ref.node());
    if (variable == null) {
      throw refused(node, ref.node());
    }
    String twin = TWINS.getOrDefault(node.getOp(), "");
    String name = unique(node.getName() + "/" + twin);
    AttrValue type = variable.getAttrOrThrow("dtype");
    NodeDef byValue = reading(node.toBuilder().setInput(0, "^" + ref.node()).build());
    NodeDef.Builder update =
        NodeDef.newBuilder().setName(name).setOp(twin).addInput(ref.node()).putAttr("dtype", type);
    byValue.getInputList().stream().filter(each -> !each.startsWith("^")).forEach(update::addInput);
    node.getInputList().stream().filter(each -> each.startsWith("^")).forEach(update::addInput);
    if (node.containsAttr("Tindices")) {
      update.putAttr("Tindices", node.getAttrOrThrow("Tindices"));
    }
    out.addNode(update);
    out.addNode(read(node.getName(), ref.node(), type, List.of("^" + name)));
  }

  private String unique(String name) {
    String free = name;
    for (int i = 1; !names.add(free); i++) {
      free = name + "_" + i;
    }
    return free;
  }

  private boolean wantsReference(NodeDef node, int input) {
    Optional<List<DataType>> types = graph.op(node.getOp()).flatMap(op -> OpTypes.inputs(op, node));
    return types.isEmpty() || (input < types.get().size() && OpTypes.isRef(types.get().get(input)));
  }

  private static dev.salvor.finding.ArtifactException refused(NodeDef node, String variable) {
    return Finding.of(
            Rule.GRAPH_OP_UNKNOWN,
            Location.node(node.getName()),
            "node %s of op %s changes the variable %s while the model runs; this is not carried"
                + " over to resource variables",
            node.getName(),
            node.getOp(),
            variable)
        .exception();
  }
}
