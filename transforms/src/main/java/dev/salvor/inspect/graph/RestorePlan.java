package dev.salvor.inspect.graph;

import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * What the restore operation of a saver reads from the checkpoint and into which variables it goes:
 * the names in RestoreV2's constants and the assignments behind its outputs. TF1 graphs hold it
 * plainly, TF2 graphs in the function that {@code restore_op_name} calls.
 */
public final class RestorePlan {
  /**
   * One tensor that is read.
   *
   * @param key its key in the checkpoint
   * @param type its type
   * @param slice {@code "10 4 0,3:-"}: full shape, then the part; empty for the whole
   * @param variable name of the variable's node in the graph; empty where it goes elsewhere
   */
  public record Read(String key, DataType type, String slice, Optional<String> variable) {}

  private final ModelGraph graph;
  private final List<Read> reads = new ArrayList<>();

  private RestorePlan(ModelGraph graph) {
    this.graph = graph;
  }

  /** Everything that the node {@code restoreOp} makes happen, in graph order. */
  public static List<Read> of(ModelGraph graph, String restoreOp) {
    RestorePlan plan = new RestorePlan(graph);
    Reach reach = Reach.of(graph, Set.of(restoreOp), Set.of());
    for (NodeDef node : graph.main().nodes()) {
      if (!reach.contains(node)) {
        continue;
      }
      if (node.getOp().equals("RestoreV2") || node.getOp().equals("Restore")) {
        plan.restore(graph.main(), node, Map.of());
      }
      for (GraphScope callee : graph.callees(node)) {
        plan.function(callee, node);
      }
    }
    return plan.reads;
  }

  private void function(GraphScope function, NodeDef call) {
    Map<String, String> arguments = new HashMap<>();
    List<org.tensorflow.proto.OpDef.ArgDef> args =
        function.function().orElseThrow().getSignature().getInputArgList();
    for (int i = 0; i < args.size() && i < call.getInputCount(); i++) {
      arguments.put(args.get(i).getName(), TensorRef.parse(call.getInput(i)).node());
    }
    for (NodeDef node : function.nodes()) {
      if (node.getOp().equals("RestoreV2")) {
        restore(function, node, arguments);
      }
    }
  }

  private void restore(GraphScope scope, NodeDef node, Map<String, String> arguments) {
    boolean first = node.getOp().equals("Restore");
    List<String> keys = strings(scope, node, 1);
    List<String> slices = first ? List.of() : strings(scope, node, 2);
    List<DataType> types =
        first
            ? List.of(node.getAttrOrDefault("dt", AttrValue.getDefaultInstance()).getType())
            : node.getAttrOrDefault("dtypes", AttrValue.getDefaultInstance())
                .getList()
                .getTypeList();
    Map<Integer, String> targets = targets(scope, node);
    for (int i = 0; i < Math.min(keys.size(), types.size()); i++) {
      String target = targets.get(i);
      Optional<String> variable =
          Optional.ofNullable(target == null ? null : arguments.getOrDefault(target, target))
              .filter(name -> graph.main().node(name).isPresent());
      reads.add(
          new Read(keys.get(i), types.get(i), i < slices.size() ? slices.get(i) : "", variable));
    }
  }

  /**
   * The key under which the tensor {@code input} is read; empty where RestoreV2 does not give it.
   */
  static Optional<String> key(GraphScope scope, String input) {
    TensorRef ref = TensorRef.parse(input);
    Optional<NodeDef> from = scope.node(ref.node());
    for (int i = 0; i < 4 && from.isPresent() && from.get().getOp().equals("Identity"); i++) {
      ref = TensorRef.parse(from.get().getInput(0));
      from = scope.node(ref.node());
    }
    int index = ref.index();
    return from.filter(node -> node.getOp().equals("RestoreV2"))
        .map(node -> strings(scope, node, 1))
        .filter(keys -> index >= 0 && index < keys.size())
        .map(keys -> keys.get(index));
  }

  private static List<String> strings(GraphScope scope, NodeDef node, int input) {
    if (node.getInputCount() <= input) {
      return List.of();
    }
    return scope
        .node(TensorRef.parse(node.getInput(input)).node())
        .filter(producer -> producer.getOp().equals("Const"))
        .map(
            producer ->
                producer
                    .getAttrOrDefault("value", AttrValue.getDefaultInstance())
                    .getTensor()
                    .getStringValList())
        .map(values -> values.stream().map(ByteString::toStringUtf8).toList())
        .orElse(List.of());
  }

  /** Output index of a RestoreV2 to the node that its value is assigned to, over Identity. */
  private static Map<Integer, String> targets(GraphScope scope, NodeDef restore) {
    Map<Integer, String> targets = new HashMap<>();
    Map<String, Integer> carries = new HashMap<>();
    Deque<String> open = new ArrayDeque<>();
    Set<String> done = new HashSet<>();
    open.add(restore.getName());
    while (!open.isEmpty()) {
      String from = open.removeFirst();
      if (!done.add(from)) {
        continue;
      }
      for (NodeDef node : scope.consumers(from)) {
        for (int i = 0; i < node.getInputCount(); i++) {
          TensorRef ref = TensorRef.parse(node.getInput(i));
          if (ref.control() || !ref.node().equals(from)) {
            continue;
          }
          int index = from.equals(restore.getName()) ? ref.index() : carries.getOrDefault(from, 0);
          if (node.getOp().equals("Identity")) {
            carries.put(node.getName(), index);
            open.add(node.getName());
          } else if (i == 1 && node.getOp().startsWith("Assign")) {
            targets.put(index, TensorRef.parse(node.getInput(0)).node());
          }
        }
      }
    }
    return targets;
  }
}
