package dev.salvor.convert.salvage;

import dev.salvor.convert.ExportableModel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * A second copy of what lies between an input of a graph and its outputs, fed by another tensor.
 * What does not depend on the input is shared: variables, constants, tables.
 */
final class NetworkCopy {
  private static final Set<String> LOOPS =
      Set.of("Enter", "Exit", "NextIteration", "LoopCond", "Switch", "Merge");
  private static final String COLOCATED = "loc:@";

  private final String prefix;
  private final String input;
  private final String fed;
  private final Map<String, NodeDef> nodes = new HashMap<>();
  private final Set<String> copied = new HashSet<>();

  /**
   * @param prefix that no name in the graph begins with
   * @param input the node that is replaced
   * @param fed the tensor in its place
   * @param outputs tensors that the copy gives
   */
  NetworkCopy(
      ExportableModel model, String prefix, String input, String fed, Collection<String> outputs) {
    this.prefix = prefix;
    this.input = input;
    this.fed = fed;
    GraphDef graph = model.graph();
    graph.getNodeList().forEach(node -> nodes.put(node.getName(), node));
    Set<String> needed = new HashSet<>();
    Deque<String> todo = new ArrayDeque<>();
    outputs.forEach(output -> todo.push(node(output)));
    while (!todo.isEmpty()) {
      String name = todo.pop();
      if (needed.add(name) && nodes.containsKey(name)) {
        nodes.get(name).getInputList().forEach(from -> todo.push(node(from)));
      }
    }
    Map<String, List<String>> users = new HashMap<>();
    for (NodeDef node : graph.getNodeList()) {
      for (String from : node.getInputList()) {
        users.computeIfAbsent(node(from), name -> new ArrayList<>()).add(node.getName());
      }
    }
    todo.push(input);
    while (!todo.isEmpty()) {
      for (String user : users.getOrDefault(todo.pop(), List.of())) {
        if (needed.contains(user) && copied.add(user)) {
          todo.push(user);
        }
      }
    }
  }

  /** Whether loops of TensorFlow 1 are among the nodes: they may not be there twice. */
  boolean loops() {
    return copied.stream().map(nodes::get).anyMatch(node -> LOOPS.contains(node.getOp()));
  }

  List<NodeDef> nodes() {
    return copied.stream().sorted().map(nodes::get).map(this::copy).toList();
  }

  /** The tensor of the copy that {@code tensor} is in the graph. */
  String tensor(String tensor) {
    String name = node(tensor);
    if (name.equals(input)) {
      return tensor.startsWith("^") ? "^" + node(fed) : fed;
    } else if (!copied.contains(name)) {
      return tensor;
    }
    return tensor.startsWith("^") ? "^" + prefix + tensor.substring(1) : prefix + tensor;
  }

  private NodeDef copy(NodeDef node) {
    NodeDef.Builder copy = node.toBuilder().setName(prefix + node.getName()).clearInput();
    node.getInputList().forEach(from -> copy.addInput(tensor(from)));
    if (node.containsAttr("_class")) {
      AttrValue.ListValue.Builder classes = AttrValue.ListValue.newBuilder();
      node.getAttrOrThrow("_class").getList().getSList().stream()
          .map(value -> value.toStringUtf8())
          .filter(value -> !value.equals(COLOCATED + input))
          .map(
              value ->
                  value.startsWith(COLOCATED)
                          && copied.contains(value.substring(COLOCATED.length()))
                      ? COLOCATED + prefix + value.substring(COLOCATED.length())
                      : value)
          .forEach(value -> classes.addS(com.google.protobuf.ByteString.copyFromUtf8(value)));
      copy.putAttr("_class", AttrValue.newBuilder().setList(classes).build());
    }
    return copy.build();
  }

  /** {@code node} of {@code ^node} and {@code node:1}. */
  private static String node(String tensor) {
    String name = tensor.startsWith("^") ? tensor.substring(1) : tensor;
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }
}
