package dev.salvor.inspect.graph;

import dev.salvor.target.OpTypes;
import dev.salvor.target.TargetRuntime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/** A GraphDef with its function library, looked up by name, against the ops of a target. */
public final class ModelGraph {
  private final GraphDef def;
  private final TargetRuntime target;
  private final GraphScope main;
  private final Map<String, GraphScope> functions = new HashMap<>();
  private final List<GraphScope> scopes = new ArrayList<>();
  private @Nullable Map<String, List<Call>> callers;

  public ModelGraph(GraphDef def, TargetRuntime target) {
    this.def = def;
    this.target = target;
    this.main = GraphScope.main(def.getNodeList());
    scopes.add(main);
    for (FunctionDef function : def.getLibrary().getFunctionList()) {
      GraphScope scope = GraphScope.of(function);
      scopes.add(scope);
      functions.putIfAbsent(scope.name(), scope);
    }
  }

  public GraphDef def() {
    return def;
  }

  public TargetRuntime target() {
    return target;
  }

  /** The graph itself, without its functions. */
  public GraphScope main() {
    return main;
  }

  /** The graph, then its functions. */
  public List<GraphScope> scopes() {
    return scopes;
  }

  public Optional<GraphScope> function(String name) {
    return Optional.ofNullable(functions.get(name));
  }

  /** The definition of an op: the target's, else the signature of the function of that name. */
  public Optional<OpDef> op(String type) {
    return target
        .op(type)
        .or(() -> function(type).flatMap(GraphScope::function).map(FunctionDef::getSignature));
  }

  /**
   * The definition by which a node was made: the target's, or the newest where the node carries an
   * attribute that the target's lacks.
   */
  Optional<OpDef> op(NodeDef node) {
    Optional<OpDef> known = op(node.getOp());
    return known.isEmpty() || knows(known.get(), node)
        ? known
        : OpHistory.newest(node.getOp()).filter(newest -> knows(newest, node));
  }

  private static boolean knows(OpDef op, NodeDef node) {
    return node.getAttrMap().keySet().stream()
        .filter(name -> !name.startsWith("_"))
        .allMatch(name -> op.getAttrList().stream().anyMatch(attr -> attr.getName().equals(name)));
  }

  /** Type of a tensor of the graph itself; {@code DT_INVALID} where nothing says. */
  public DataType type(String tensor) {
    TensorRef ref = TensorRef.parse(tensor);
    return main.node(ref.node())
        .flatMap(node -> op(node.getOp()).flatMap(op -> OpTypes.outputs(op, node)))
        .filter(types -> ref.index() >= 0 && ref.index() < types.size())
        .map(types -> OpTypes.base(types.get(ref.index())))
        .orElse(DataType.DT_INVALID);
  }

  /** Names of the functions that a node calls or hands on, in order. */
  static Set<String> called(NodeDef node) {
    Set<String> names = new LinkedHashSet<>();
    node.getAttrMap().values().forEach(value -> collect(value, names, 0));
    return names;
  }

  private static void collect(AttrValue value, Set<String> names, int depth) {
    if (depth > 8) {
      return;
    }
    if (value.hasFunc()) {
      names.add(value.getFunc().getName());
      value.getFunc().getAttrMap().values().forEach(inner -> collect(inner, names, depth + 1));
    }
    if (value.hasList()) {
      value
          .getList()
          .getFuncList()
          .forEach(
              func -> {
                names.add(func.getName());
                func.getAttrMap().values().forEach(inner -> collect(inner, names, depth + 1));
              });
    }
  }

  /** A node that runs a function, and where it stands. */
  record Call(GraphScope scope, NodeDef node) {}

  /** Everything that runs the function {@code name}. */
  List<Call> callers(String name) {
    if (callers == null) {
      Map<String, List<Call>> index = new HashMap<>();
      for (GraphScope scope : scopes) {
        for (NodeDef node : scope.nodes()) {
          for (GraphScope callee : callees(node)) {
            index
                .computeIfAbsent(callee.name(), any -> new ArrayList<>())
                .add(new Call(scope, node));
          }
        }
      }
      callers = index;
    }
    return callers.getOrDefault(name, List.of());
  }

  /** The functions of this graph that a node runs: named by its op or by its attributes. */
  List<GraphScope> callees(NodeDef node) {
    List<GraphScope> callees = new ArrayList<>();
    if (target.op(node.getOp()).isEmpty()) {
      function(node.getOp()).ifPresent(callees::add);
    }
    called(node).forEach(name -> function(name).ifPresent(callees::add));
    return callees;
  }
}
