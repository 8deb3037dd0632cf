package dev.salvor.inspect.graph.vocabulary;

import dev.salvor.target.OpTypes;
import dev.salvor.target.TargetRuntime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The nodes of a graph or of a function's body while they are rewritten. The two name tensors
 * differently: {@code node:1} and {@code node:output:1}.
 */
final class ScopeEditor {
  private final TargetRuntime target;
  private final boolean function;
  private final Map<String, NodeDef> nodes = new HashMap<>();
  private final Set<String> names = new HashSet<>();
  private final Map<String, String> renamed = new HashMap<>();
  private final List<NodeDef> out = new ArrayList<>();

  ScopeEditor(List<NodeDef> nodes, boolean function, TargetRuntime target) {
    this.target = target;
    this.function = function;
    for (NodeDef node : nodes) {
      this.nodes.putIfAbsent(node.getName(), node);
      names.add(node.getName());
    }
  }

  TargetRuntime target() {
    return target;
  }

  /** The node that gives the data input {@code index} of another; empty for an argument. */
  Optional<NodeDef> producer(NodeDef node, int index) {
    return index < node.getInputCount()
        ? Optional.ofNullable(nodes.get(nodeOf(node.getInput(index))))
        : Optional.empty();
  }

  /** The node that gives a tensor; empty for an argument. */
  Optional<NodeDef> named(String tensor) {
    return Optional.ofNullable(nodes.get(nodeOf(tensor)));
  }

  /** The constant that a data input takes, Identity followed. */
  Optional<TensorProto> constant(NodeDef node, int index) {
    Optional<NodeDef> from = producer(node, index);
    for (int i = 0; i < 8 && from.isPresent() && from.get().getOp().equals("Identity"); i++) {
      from = producer(from.get(), 0);
    }
    return from.filter(each -> each.getOp().equals("Const"))
        .map(each -> each.getAttrOrDefault("value", AttrValue.getDefaultInstance()).getTensor());
  }

  /** Whether something takes an output of {@code node} other than the first. */
  boolean takesBeyondFirst(NodeDef node, String firstOutput) {
    String name = node.getName();
    return nodes.values().stream()
        .flatMap(each -> each.getInputList().stream())
        .filter(input -> !input.startsWith("^") && nodeOf(input).equals(name))
        .anyMatch(
            input ->
                function ? !input.equals(name + ":" + firstOutput + ":0") : input.contains(":"));
  }

  /** Whether all that takes a value of {@code node} is one of these ops. */
  boolean onlyTakenBy(NodeDef node, Set<String> ops) {
    return nodes.values().stream()
        .filter(each -> data(each).stream().anyMatch(in -> nodeOf(in).equals(node.getName())))
        .allMatch(each -> ops.contains(each.getOp()));
  }

  /** A name that no node has. */
  String unique(String name) {
    String free = name;
    for (int i = 1; !names.add(free); i++) {
      free = name + "_" + i;
    }
    return free;
  }

  /** Adds a node of the target's vocabulary. */
  void add(NodeDef node) {
    out.add(node);
  }

  /** Adds a new node and says how its first output is named. */
  String emit(String name, String op, Map<String, AttrValue> attributes, String... inputs) {
    NodeDef node =
        NodeDef.newBuilder()
            .setName(unique(name))
            .setOp(op)
            .addAllInput(List.of(inputs))
            .putAllAttr(attributes)
            .build();
    out.add(node);
    return tensor(node.getName(), op);
  }

  /** The first output of a node of that name and op. */
  String tensor(String name, String op) {
    return function
        ? target
            .op(op)
            .map(OpDef::getOutputArgList)
            .filter(outputs -> !outputs.isEmpty())
            .map(outputs -> name + ":" + outputs.get(0).getName() + ":0")
            .orElse(name)
        : name;
  }

  /** The outputs of a node in order, as inputs name them. */
  List<String> outputs(NodeDef node) {
    Optional<OpDef> op = target.op(node.getOp());
    List<String> names = new ArrayList<>();
    for (OpDef.ArgDef arg : op.map(OpDef::getOutputArgList).orElse(List.of())) {
      int count =
          OpTypes.outputRange(op.orElseThrow(), node, arg.getName())
              .map(range -> range[1])
              .orElse(0);
      for (int i = 0; i < count; i++) {
        String first = names.isEmpty() ? "" : ":" + names.size();
        names.add(node.getName() + (function ? ":" + arg.getName() + ":" + i : first));
      }
    }
    return names;
  }

  /**
   * Tensors of types {@code from} as tensors of types {@code to}; those of equal type unchanged.
   */
  List<String> cast(String name, List<String> tensors, List<DataType> from, List<DataType> to) {
    List<String> cast = new ArrayList<>();
    for (int i = 0; i < tensors.size(); i++) {
      cast.add(
          from.get(i) == to.get(i)
              ? tensors.get(i)
              : emit(name, "Cast", casting(from.get(i), to.get(i)), tensors.get(i)));
    }
    return cast;
  }

  /** The attributes of a Cast. */
  static Map<String, AttrValue> casting(DataType from, DataType to) {
    return Map.of("SrcT", type(OpTypes.base(from)), "DstT", type(to));
  }

  /** A constant vector of int32, in the loop that {@code beside} runs in. */
  String ints(String name, String beside, List<Integer> values, boolean scalar) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    if (!scalar) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(values.size()));
    }
    TensorProto tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_INT32)
            .setTensorShape(shape)
            .addAllIntVal(values)
            .build();
    return emit(
        name,
        "Const",
        Map.of(
            "dtype", type(DataType.DT_INT32),
            "value", AttrValue.newBuilder().setTensor(tensor).build()),
        "^" + nodeOf(beside));
  }

  /**
   * From now on the first output of node {@code from} is called otherwise: the op in the place of a
   * node names its outputs differently.
   */
  void rename(String from, String output, String op) {
    if (function) {
      renamed.put(from + ":" + output + ":0", tensor(from, op));
    }
  }

  /** From now on {@code by} gives the outputs of {@code node} behind the first, in this order. */
  void renameRest(NodeDef node, NodeDef by) {
    List<String> before = outputs(node);
    List<String> now = outputs(by);
    for (int i = 1; i < before.size(); i++) {
      renamed.put(before.get(i), now.get(i));
    }
  }

  /** Adds what gives the outputs of {@code node} from now on, in the same order, by its name. */
  void replace(NodeDef node, NodeDef by) {
    add(by);
    List<String> before = outputs(node);
    List<String> now = outputs(by);
    for (int i = 0; i < before.size(); i++) {
      if (!before.get(i).equals(now.get(i))) {
        renamed.put(before.get(i), now.get(i));
      }
    }
  }

  /** The nodes as they are now. */
  List<NodeDef> nodes() {
    return out.stream().map(this::renamed).toList();
  }

  /** What a tensor is called now. */
  String renamed(String tensor) {
    return renamed.getOrDefault(tensor, tensor);
  }

  private NodeDef renamed(NodeDef node) {
    if (renamed.isEmpty() || node.getInputList().stream().noneMatch(renamed::containsKey)) {
      return node;
    }
    NodeDef.Builder builder = node.toBuilder().clearInput();
    node.getInputList().forEach(input -> builder.addInput(renamed(input)));
    return builder.build();
  }

  static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }

  /** The inputs that carry data. */
  static List<String> data(NodeDef node) {
    return node.getInputList().stream().filter(input -> !input.startsWith("^")).toList();
  }

  /** The inputs that only order. */
  static List<String> controls(NodeDef node) {
    return node.getInputList().stream().filter(input -> input.startsWith("^")).toList();
  }

  /** The name of the node, or argument, of an input. */
  static String nodeOf(String input) {
    String name = input.startsWith("^") ? input.substring(1) : input;
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }
}
