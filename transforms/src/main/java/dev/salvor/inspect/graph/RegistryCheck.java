package dev.salvor.inspect.graph;

import com.google.protobuf.ByteString;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Level;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.inspect.graph.vocabulary.Layouts;
import dev.salvor.target.OpTypes;
import dev.salvor.target.TargetRuntime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.VersionDef;

/**
 * Whether the target runtime knows and runs every node of a graph: ops, attributes, types, kernels,
 * GraphDef versions. A node that nothing reaches only weighs as a warning: a conversion drops it.
 */
public final class RegistryCheck {
  /** Attributes whose value changes no result, so that a runtime may pass over them. */
  private static final Set<String> WITHOUT_MEANING = Set.of("VarHandleOp.debug_name");

  private final ModelGraph graph;
  private final TargetRuntime target;
  private final Reach reach;
  private final FindingList findings = new FindingList();

  private RegistryCheck(ModelGraph graph, Reach reach) {
    this.graph = graph;
    this.target = graph.target();
    this.reach = reach;
  }

  /** Errors for what {@code reach} runs, warnings for what else lies in the graph. */
  public static List<Finding> faults(ModelGraph graph, Reach reach) {
    RegistryCheck check = new RegistryCheck(graph, reach);
    check.versions(graph.def().getVersions());
    for (GraphScope scope : graph.scopes()) {
      scope.nodes().forEach(node -> check.node(scope, node));
    }
    return check.findings.list();
  }

  private void versions(VersionDef versions) {
    if (versions.getMinConsumer() > target.graphDefVersion()) {
      findings.add(
          Finding.of(
              Rule.GRAPH_OP_UNKNOWN,
              Location.NONE,
              "the graph asks for GraphDef version %d or later; TensorFlow %s has %d",
              versions.getMinConsumer(),
              target.tensorflow(),
              target.graphDefVersion()));
    }
    if (versions.getBadConsumersList().contains(target.graphDefVersion())) {
      findings.add(
          Finding.of(
              Rule.GRAPH_OP_UNKNOWN,
              Location.NONE,
              "the graph forbids GraphDef version %d, which TensorFlow %s has",
              target.graphDefVersion(),
              target.tensorflow()));
    }
  }

  private void node(GraphScope scope, NodeDef node) {
    Optional<OpDef> op = target.op(node.getOp());
    if (op.isEmpty()) {
      if (graph.function(node.getOp()).isEmpty() && !findings.full(Rule.GRAPH_OP_UNKNOWN)) {
        report(
            scope,
            node,
            Rule.GRAPH_OP_UNKNOWN,
            "%s is a %s, which TensorFlow %s does not have; %s"
                .formatted(
                    scope.say(node),
                    node.getOp(),
                    target.tensorflow(),
                    OpHistory.of(node.getOp())));
      }
      return;
    }
    deprecation(scope, node, op.get());
    node.getAttrMap().forEach((name, value) -> attribute(scope, node, op.get(), name, value));
    for (OpDef.AttrDef attr : op.get().getAttrList()) {
      if (!attr.hasDefaultValue() && !node.containsAttr(attr.getName())) {
        report(
            scope,
            node,
            complete(node) ? Rule.GRAPH_ATTRIBUTE_UNKNOWN : Rule.GRAPH_DAMAGED,
            "%s of op %s lacks the attribute %s, which TensorFlow %s demands"
                .formatted(scope.say(node), node.getOp(), attr.getName(), target.tensorflow()));
      }
    }
    if (reach.contains(node)) {
      kernel(scope, node, op.get());
    }
  }

  /** Whether some other version takes the node as it is. */
  private static boolean complete(NodeDef node) {
    return OpHistory.since(
            node.getOp(),
            op ->
                op.getAttrList().stream()
                    .allMatch(attr -> attr.hasDefaultValue() || node.containsAttr(attr.getName())))
        .isPresent();
  }

  private void deprecation(GraphScope scope, NodeDef node, OpDef op) {
    int removed = op.getDeprecation().getVersion();
    if (op.hasDeprecation() && graph.def().getVersions().getProducer() >= removed) {
      report(
          scope,
          node,
          Rule.GRAPH_OP_UNKNOWN,
          "%s is a %s, which was removed in GraphDef version %d; the graph says it is of version %d (%s)"
              .formatted(
                  scope.say(node),
                  node.getOp(),
                  removed,
                  graph.def().getVersions().getProducer(),
                  op.getDeprecation().getExplanation()));
    }
  }

  private void attribute(GraphScope scope, NodeDef node, OpDef op, String name, AttrValue value) {
    if (name.startsWith("_") || value.hasPlaceholder()) {
      return;
    }
    Optional<OpDef.AttrDef> known =
        op.getAttrList().stream().filter(attr -> attr.getName().equals(name)).findFirst();
    if (known.isPresent()) {
      value(scope, node, known.get(), value);
      return;
    }
    if (findings.full(Rule.GRAPH_ATTRIBUTE_UNKNOWN) || strippable(node.getOp(), name, value)) {
      return;
    }
    report(
        scope,
        node,
        Rule.GRAPH_ATTRIBUTE_UNKNOWN,
        "%s of op %s has the attribute %s = %s, which TensorFlow %s does not know and would ignore; %s"
            .formatted(
                scope.say(node),
                node.getOp(),
                name,
                say(value),
                target.tensorflow(),
                OpHistory.since(node.getOp(), def -> has(def, name))
                    .map(version -> "TensorFlow " + version + " brought it")
                    .orElse("no TensorFlow that is known here has it")));
  }

  /** Whether the target can do without an attribute that it does not know. */
  public static boolean strippable(String op, String name, AttrValue value) {
    return WITHOUT_MEANING.contains(op + "." + name)
        || OpHistory.newest(op).stream()
            .flatMap(def -> def.getAttrList().stream())
            .anyMatch(
                attr ->
                    attr.getName().equals(name)
                        && attr.hasDefaultValue()
                        && attr.getDefaultValue().equals(value));
  }

  private static boolean has(OpDef op, String attribute) {
    return op.getAttrList().stream().anyMatch(attr -> attr.getName().equals(attribute));
  }

  private void value(GraphScope scope, NodeDef node, OpDef.AttrDef attr, AttrValue value) {
    if (!fits(attr.getType(), value)) {
      report(
          scope,
          node,
          Rule.GRAPH_DAMAGED,
          "%s of op %s has the attribute %s = %s, which is no %s"
              .formatted(
                  scope.say(node), node.getOp(), attr.getName(), say(value), attr.getType()));
    } else if (!admitted(attr, value)) {
      report(
          scope,
          node,
          Rule.GRAPH_ATTRIBUTE_UNKNOWN,
          "%s of op %s has the attribute %s = %s, which TensorFlow %s does not admit; %s"
              .formatted(
                  scope.say(node),
                  node.getOp(),
                  attr.getName(),
                  say(value),
                  target.tensorflow(),
                  OpHistory.since(node.getOp(), def -> admits(def, attr.getName(), value))
                      .map(version -> "TensorFlow " + version + " does")
                      .orElse("no TensorFlow that is known here does")));
    }
  }

  private static boolean admits(OpDef op, String name, AttrValue value) {
    return op.getAttrList().stream()
        .anyMatch(attr -> attr.getName().equals(name) && admitted(attr, value));
  }

  private static boolean fits(String type, AttrValue value) {
    if (type.startsWith("list(")) {
      return value.hasList();
    }
    return switch (type) {
      case "string" -> value.hasS();
      case "int" -> value.hasI();
      case "float" -> value.hasF();
      case "bool" -> value.hasB();
      case "type" -> value.hasType();
      case "shape" -> value.hasShape();
      case "tensor" -> value.hasTensor();
      case "func" -> value.hasFunc();
      default -> true;
    };
  }

  private static boolean admitted(OpDef.AttrDef attr, AttrValue value) {
    AttrValue.ListValue allowed = attr.getAllowedValues().getList();
    if (allowed.getTypeCount() > 0) {
      List<DataType> types =
          value.hasType() ? List.of(value.getType()) : value.getList().getTypeList();
      return types.stream().map(OpTypes::base).allMatch(allowed.getTypeList()::contains);
    }
    if (allowed.getSCount() > 0) {
      List<ByteString> texts = value.hasS() ? List.of(value.getS()) : value.getList().getSList();
      return allowed.getSList().containsAll(texts);
    }
    if (!attr.getHasMinimum()) {
      return true;
    }
    return value.hasI()
        ? value.getI() >= attr.getMinimum()
        : !value.hasList() || size(value.getList()) >= attr.getMinimum();
  }

  private static int size(AttrValue.ListValue list) {
    return list.getAllFields().values().stream()
        .mapToInt(field -> field instanceof List<?> values ? values.size() : 0)
        .sum();
  }

  private void kernel(GraphScope scope, NodeDef node, OpDef op) {
    Optional<String> missing =
        node.getOp().equals("XlaCallModule")
            ? XlaModules.refusal(node, target)
            : Kernels.missing(target, op, node).or(() -> Layouts.refusal(node, target));
    missing.ifPresent(
        why -> {
          String message =
              "%s is a %s: TensorFlow %s knows the op, but %s"
                  .formatted(scope.say(node), node.getOp(), target.tensorflow(), why);
          Finding finding = Finding.of(Rule.GRAPH_NO_KERNEL, scope.at(node.getName()), message);
          findings.add(reach.certain(scope) ? finding : warning(finding));
        });
  }

  private void report(GraphScope scope, NodeDef node, Rule rule, String message) {
    if (findings.full(rule)) {
      return;
    }
    Finding finding = Finding.of(rule, scope.at(node.getName()), message);
    findings.add(reach.contains(node) ? finding : warning(finding));
  }

  private static Finding warning(Finding finding) {
    return new Finding(finding.rule(), Level.WARNING, finding.message(), finding.location());
  }

  private static String say(AttrValue value) {
    String text =
        value.hasType()
            ? GraphIntegrity.typeName(value.getType())
            : value.hasS()
                ? "\"" + value.getS().toStringUtf8() + "\""
                : com.google.protobuf.TextFormat.printer()
                    .emittingSingleLine(true)
                    .printToString(value);
    return text.length() > 80 ? text.substring(0, 80) + "…" : text;
  }
}
