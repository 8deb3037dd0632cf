package dev.salvor.inspect.graph;

import dev.salvor.finding.Location;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/** The nodes of a graph, or of the body of one of its functions. */
public final class GraphScope {
  private final @Nullable FunctionDef function;
  private final List<NodeDef> nodes;
  private final Map<String, NodeDef> byName;
  private @Nullable Map<String, List<NodeDef>> consumers;
  private final Map<String, OpDef.ArgDef> arguments = new HashMap<>();

  private GraphScope(@Nullable FunctionDef function, List<NodeDef> nodes) {
    this.function = function;
    this.nodes = nodes;
    this.byName = new HashMap<>(nodes.size() * 2);
    nodes.forEach(node -> byName.putIfAbsent(node.getName(), node));
    if (function != null) {
      function.getSignature().getInputArgList().forEach(arg -> arguments.put(arg.getName(), arg));
    }
  }

  static GraphScope main(List<NodeDef> nodes) {
    return new GraphScope(null, nodes);
  }

  static GraphScope of(FunctionDef function) {
    return new GraphScope(function, function.getNodeDefList());
  }

  /** The function; empty for the graph itself. */
  public Optional<FunctionDef> function() {
    return Optional.ofNullable(function);
  }

  /** Name of the function; empty for the graph itself. */
  public String name() {
    return function == null ? "" : function.getSignature().getName();
  }

  public List<NodeDef> nodes() {
    return nodes;
  }

  public Optional<NodeDef> node(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The nodes that take an output of the node {@code name}, or wait for it, in graph order. */
  public List<NodeDef> consumers(String name) {
    if (consumers == null) {
      Map<String, List<NodeDef>> index = new HashMap<>();
      for (NodeDef node : nodes) {
        node.getInputList().stream()
            .map(input -> TensorRef.parse(input).node())
            .distinct()
            .forEach(from -> index.computeIfAbsent(from, any -> new ArrayList<>()).add(node));
      }
      consumers = index;
    }
    return consumers.getOrDefault(name, List.of());
  }

  /** The argument of the function of that name. */
  Optional<OpDef.ArgDef> argument(String name) {
    return Optional.ofNullable(arguments.get(name));
  }

  /** {@code node}, in a function {@code function/node}. */
  Location at(String node) {
    return Location.node(function == null ? node : name() + "/" + node);
  }

  /** For a sentence: {@code node x} or {@code node x of function f}. */
  String say(NodeDef node) {
    return function == null
        ? "node " + node.getName()
        : "node " + node.getName() + " of function " + name();
  }
}
