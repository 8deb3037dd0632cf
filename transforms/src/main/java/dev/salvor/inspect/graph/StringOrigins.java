package dev.salvor.inspect.graph;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.proto.NodeDef;

/**
 * Where a string tensor comes from: constants, files of the model, or elsewhere. Followed through
 * copies, variables and calls, both ways of looking at a function: its call sites in the graph and
 * the arguments that a SavedModel binds.
 */
final class StringOrigins {
  private static final Set<String> COPIES =
      Set.of(
          "Identity",
          "GuaranteeConst",
          "StopGradient",
          "Snapshot",
          "PlaceholderWithDefault",
          "Reshape",
          "ExpandDims",
          "Squeeze",
          "Enter",
          "EnsureShape");

  /** Ops that run a function: op to the number of their own inputs before its arguments. */
  private static final Map<String, Integer> CALLS =
      Map.of(
          "PartitionedCall",
          0,
          "StatefulPartitionedCall",
          0,
          "While",
          0,
          "StatelessWhile",
          0,
          "If",
          1,
          "StatelessIf",
          1,
          "Case",
          1,
          "StatelessCase",
          1);

  private final ModelGraph graph;
  private final Exposure exposure;
  private final Set<String> seen = new HashSet<>();
  private final Set<String> constants = new LinkedHashSet<>();
  private boolean assets;
  private boolean elsewhere;

  private StringOrigins(ModelGraph graph, Exposure exposure) {
    this.graph = graph;
    this.exposure = exposure;
  }

  /** The origins of an input of a node in {@code scope}. */
  static StringOrigins of(ModelGraph graph, Exposure exposure, GraphScope scope, String input) {
    StringOrigins origins = new StringOrigins(graph, exposure);
    origins.follow(scope, TensorRef.parse(input), 0);
    return origins;
  }

  /** Values of constants it can be, as text. */
  Set<String> constants() {
    return constants;
  }

  /** Whether it is always the path of a file of the model. */
  boolean onlyAssets() {
    return assets && !elsewhere && constants.isEmpty();
  }

  /** Whether it is always one of {@link #constants()}. */
  boolean onlyConstants() {
    return !assets && !elsewhere && !constants.isEmpty();
  }

  private void follow(GraphScope scope, TensorRef ref, int depth) {
    if (!seen.add(scope.name() + "/" + ref.tensor())) {
      return;
    }
    if (depth > 64) {
      elsewhere = true;
      return;
    }
    if (scope.function().isEmpty()
        && (exposure.assets().contains(ref.tensor()) || exposure.assets().contains(ref.node()))) {
      assets = true;
      return;
    }
    if (scope.argument(ref.node()).isPresent()) {
      argument(scope, ref.node(), depth);
      return;
    }
    NodeDef node = scope.node(ref.node()).orElse(null);
    if (node == null) {
      elsewhere = true;
    } else if (node.getOp().equals("Const")) {
      node.getAttrOrDefault("value", org.tensorflow.proto.AttrValue.getDefaultInstance())
          .getTensor()
          .getStringValList()
          .forEach(value -> constants.add(value.toStringUtf8()));
    } else if (COPIES.contains(node.getOp()) && node.getInputCount() > 0) {
      follow(scope, TensorRef.parse(node.getInput(0)), depth + 1);
    } else if (node.getOp().equals("ReadVariableOp") && node.getInputCount() > 0) {
      variable(scope, TensorRef.parse(node.getInput(0)).node(), "AssignVariableOp", depth);
    } else if (node.getOp().equals("VariableV2") || node.getOp().equals("Variable")) {
      variable(scope, node.getName(), "Assign", depth);
    } else {
      elsewhere = true;
    }
  }

  private void variable(GraphScope scope, String name, String assignment, int depth) {
    if (scope.argument(name).isPresent()) {
      elsewhere = true;
      return;
    }
    boolean assigned = false;
    for (NodeDef node : scope.consumers(name)) {
      if (node.getOp().equals(assignment)
          && node.getInputCount() >= 2
          && TensorRef.parse(node.getInput(0)).node().equals(name)
          && !restored(scope, node)) {
        assigned = true;
        follow(scope, TensorRef.parse(node.getInput(1)), depth + 1);
      }
    }
    elsewhere |= !assigned;
  }

  private static boolean restored(GraphScope scope, NodeDef assign) {
    String value = TensorRef.parse(assign.getInput(1)).node();
    return scope.node(value).map(node -> node.getOp().startsWith("Restore")).orElse(false);
  }

  private void argument(GraphScope scope, String name, int depth) {
    List<String> names =
        scope.function().orElseThrow().getSignature().getInputArgList().stream()
            .map(arg -> arg.getName())
            .collect(Collectors.toList());
    int index = names.indexOf(name);
    boolean bound = exposure.boundAssets().getOrDefault(scope.name(), List.of()).contains(index);
    assets |= bound;
    elsewhere |= !bound && exposure.functions().contains(scope.name());
    for (ModelGraph.Call call : graph.callers(scope.name())) {
      NodeDef node = call.node();
      Integer before =
          node.getOp().equals(scope.name()) ? Integer.valueOf(0) : CALLS.get(node.getOp());
      if (before == null || before + index >= node.getInputCount()) {
        elsewhere = true;
      } else {
        follow(call.scope(), TensorRef.parse(node.getInput(before + index)), depth + 1);
      }
    }
  }
}
