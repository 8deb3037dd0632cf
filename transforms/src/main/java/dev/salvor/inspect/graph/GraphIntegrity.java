package dev.salvor.inspect.graph;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Rule;
import dev.salvor.target.OpTypes;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * Whether a graph hangs together: names, edges, types, constants, loops. What fails here no version
 * of TensorFlow ever ran; unknown ops are not judged.
 */
public final class GraphIntegrity {
  private final ModelGraph graph;
  private final FindingList findings = new FindingList();

  private GraphIntegrity(ModelGraph graph) {
    this.graph = graph;
  }

  /** All faults of the graph and its functions, the graph's first. */
  public static List<Finding> faults(ModelGraph graph) {
    GraphIntegrity check = new GraphIntegrity(graph);
    graph.scopes().forEach(check::scope);
    check.functions();
    return check.findings.list();
  }

  private void scope(GraphScope scope) {
    Set<String> names = new HashSet<>();
    for (NodeDef node : scope.nodes()) {
      if (node.getName().isEmpty()) {
        found(scope, node, "a node of op " + node.getOp() + " has no name");
      } else if (!names.add(node.getName())) {
        found(scope, node, "two nodes are named " + node.getName());
      }
      if (node.getOp().equals("Const")) {
        ConstantCheck.fault(node).ifPresent(what -> fault(scope, node, what));
      }
      ShapeCheck.fault(node).ifPresent(what -> fault(scope, node, what));
      inputs(scope, node);
    }
    scope.function().ifPresent(function -> results(scope, function));
    cycle(scope);
  }

  private void inputs(GraphScope scope, NodeDef node) {
    Optional<OpDef> op = graph.op(node);
    Optional<List<DataType>> expected = op.flatMap(def -> OpTypes.inputs(def, node));
    int data = 0;
    boolean controls = false;
    for (String input : node.getInputList()) {
      TensorRef ref = TensorRef.parse(input);
      if (controls && !ref.control()) {
        fault(scope, node, "has the data input " + input + " after a control input");
      }
      controls |= ref.control();
      DataType wanted =
          expected.isPresent() && data < expected.get().size()
              ? expected.get().get(data)
              : DataType.DT_INVALID;
      edge(scope, node, input, ref, wanted);
      data += ref.control() ? 0 : 1;
    }
    if (expected.isPresent() && expected.get().size() != data) {
      fault(
          scope,
          node,
          "of op %s has %d inputs instead of %d"
              .formatted(node.getOp(), data, expected.get().size()));
    }
  }

  private void edge(GraphScope scope, NodeDef node, String input, TensorRef ref, DataType wanted) {
    Optional<OpDef.ArgDef> argument = scope.argument(ref.node());
    if (argument.isPresent()) {
      return; // its type is the caller's
    }
    Optional<NodeDef> producer = scope.node(ref.node());
    if (producer.isEmpty()) {
      fault(scope, node, "takes input " + input + ", which is not in the graph");
      return;
    }
    if (ref.control()) {
      return;
    }
    Optional<OpDef> op = graph.op(producer.get());
    Optional<List<DataType>> types = op.flatMap(def -> OpTypes.outputs(def, producer.get()));
    if (types.isEmpty()) {
      return;
    }
    int index = ref.index();
    if (!ref.output().isEmpty()) {
      Optional<int[]> range = OpTypes.outputRange(op.get(), producer.get(), ref.output());
      if (range.isEmpty() || index < 0 || index >= range.get()[1]) {
        fault(
            scope,
            node,
            "takes %s, but %s gives no such output".formatted(input, scope.say(producer.get())));
        return;
      }
      index += range.get()[0];
    }
    if (index < 0 || index >= types.get().size()) {
      fault(
          scope,
          node,
          "takes %s, but %s gives %d outputs"
              .formatted(input, scope.say(producer.get()), types.get().size()));
      return;
    }
    DataType given = types.get().get(index);
    boolean known = given != DataType.DT_INVALID && wanted != DataType.DT_INVALID;
    if (known && OpTypes.base(given) != OpTypes.base(wanted)) {
      fault(
          scope,
          node,
          "of op %s takes %s, which is %s, where it needs %s"
              .formatted(node.getOp(), input, typeName(given), typeName(wanted)));
    } else if (known && OpTypes.isRef(wanted) && !OpTypes.isRef(given)) {
      fault(scope, node, "of op %s needs a variable as %s".formatted(node.getOp(), input));
    }
  }

  private void results(GraphScope scope, FunctionDef function) {
    for (OpDef.ArgDef result : function.getSignature().getOutputArgList()) {
      String from = function.getRetMap().get(result.getName());
      TensorRef ref = from == null ? null : TensorRef.parse(from);
      if (ref == null
          || (scope.node(ref.node()).isEmpty() && scope.argument(ref.node()).isEmpty())) {
        findings.add(
            Finding.of(
                Rule.GRAPH_DAMAGED,
                scope.at(result.getName()),
                "function %s returns %s, which nothing in it gives",
                scope.name(),
                result.getName()));
      }
    }
  }

  private void cycle(GraphScope scope) {
    Cycles.find(scope)
        .ifPresent(
            loop ->
                findings.add(
                    Finding.of(
                        Rule.GRAPH_DAMAGED,
                        scope.at(loop.get(0)),
                        "the nodes %s feed each other in a cycle that is no loop",
                        String.join(" → ", loop))));
  }

  private void functions() {
    Set<String> seen = new HashSet<>();
    for (GraphScope scope : graph.scopes()) {
      if (scope.function().isPresent() && graph.target().op(scope.name()).isPresent()) {
        findings.add(
            Finding.of(
                Rule.GRAPH_DAMAGED,
                scope.at(""),
                "a function is named %s, like an op of TensorFlow",
                scope.name()));
      }
      if (scope.function().isPresent() && !seen.add(scope.name())) {
        findings.add(
            Finding.of(
                Rule.GRAPH_DAMAGED, scope.at(""), "two functions are named %s", scope.name()));
      }
      for (NodeDef node : scope.nodes()) {
        for (String called : ModelGraph.called(node)) {
          if (!called.isEmpty()
              && graph.function(called).isEmpty()
              && graph.target().op(called).isEmpty()) {
            fault(scope, node, "calls function " + called + ", which is not there");
          }
        }
      }
    }
    Cycles.ofCalls(graph)
        .ifPresent(
            loop ->
                findings.add(
                    Finding.of(
                        Rule.GRAPH_DAMAGED,
                        dev.salvor.finding.Location.node(loop.get(0)),
                        "the functions %s call each other without end",
                        String.join(" → ", loop))));
  }

  /** What is wrong with a node, as the rest of a sentence that begins with it. */
  private void fault(GraphScope scope, NodeDef node, String what) {
    found(scope, node, scope.say(node) + " " + what);
  }

  private void found(GraphScope scope, NodeDef node, String message) {
    findings.add(Finding.of(Rule.GRAPH_DAMAGED, scope.at(node.getName()), message));
  }

  static String typeName(DataType type) {
    return type.name().substring("DT_".length()).toLowerCase(java.util.Locale.ROOT);
  }
}
