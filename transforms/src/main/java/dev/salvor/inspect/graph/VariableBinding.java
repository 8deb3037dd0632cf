package dev.salvor.inspect.graph;

import dev.salvor.format.checkpoint.CheckpointReader;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/**
 * Where the value of a variable comes from.
 *
 * @param variable name of its node
 * @param key its key in the checkpoint; empty where it is not in it
 * @param slice the part of that tensor, empty for the whole
 * @param initial its initial value, where that is a constant and no key is known
 */
public record VariableBinding(
    String variable, Optional<String> key, String slice, Optional<TensorProto> initial) {

  /** Whether a value is known at all. */
  public boolean bound() {
    return key.isPresent() || initial.isPresent();
  }

  /**
   * The sources of {@code variables}: what the saver restores into them, else the tensor of their
   * name, else the constant that initialises them.
   */
  public static List<VariableBinding> of(
      ModelGraph graph, MetaGraphDef meta, List<NodeDef> variables, CheckpointReader checkpoint)
      throws IOException {
    Map<String, RestorePlan.Read> restored = new HashMap<>();
    RestorePlan.of(graph, meta.getSaverDef().getRestoreOpName())
        .forEach(read -> read.variable().ifPresent(name -> restored.put(name, read)));
    Map<String, String> objects = ObjectVariables.keys(graph, meta, checkpoint);
    return variables.stream()
        .map(
            variable ->
                of(
                    graph,
                    variable,
                    restored.get(variable.getName()),
                    Optional.ofNullable(objects.get(variable.getName())),
                    checkpoint))
        .toList();
  }

  private static VariableBinding of(
      ModelGraph graph,
      NodeDef variable,
      RestorePlan.@Nullable Read read,
      Optional<String> object,
      CheckpointReader checkpoint) {
    String name = variable.getName();
    if (read != null) {
      return new VariableBinding(name, Optional.of(read.key()), read.slice(), Optional.empty());
    }
    String shared =
        variable
            .getAttrOrDefault("shared_name", AttrValue.getDefaultInstance())
            .getS()
            .toStringUtf8();
    Optional<String> named =
        List.of(name, shared).stream()
            .filter(each -> checkpoint.entry(each).isPresent())
            .findFirst();
    Optional<String> key = object.or(() -> named);
    return new VariableBinding(
        name, key, "", key.isPresent() ? Optional.empty() : initial(graph, name));
  }

  private static Optional<TensorProto> initial(ModelGraph graph, String variable) {
    return graph.main().consumers(variable).stream()
        .filter(node -> node.getOp().equals("Assign") || node.getOp().equals("AssignVariableOp"))
        .filter(node -> node.getInputCount() >= 2)
        .filter(node -> TensorRef.parse(node.getInput(0)).node().equals(variable))
        .flatMap(node -> graph.main().node(TensorRef.parse(node.getInput(1)).node()).stream())
        .filter(node -> node.getOp().equals("Const"))
        .map(node -> node.getAttrOrDefault("value", AttrValue.getDefaultInstance()).getTensor())
        .findFirst();
  }
}
