package dev.salvor.inspect.graph;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Level;
import dev.salvor.finding.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Whether a graph stays inside its session: an op passes when it is known to have no effect
 * outside, or its arguments prove that it has none here. All nodes of the graph and of all its
 * functions are judged, and graphs that lie serialized in constants. Reading and writing
 * checkpoints is the business of a saver; it passes where nothing that can be asked for runs it.
 */
public final class OpSafety {
  private static final Set<String> SAVER =
      Set.of(
          "Save",
          "SaveSlices",
          "SaveV2",
          "MergeV2Checkpoints",
          "Restore",
          "RestoreSlice",
          "RestoreV2",
          "LoadAndRemapMatrix",
          "GenerateVocabRemapping");

  /** String attributes that say nothing about an effect. */
  private static final Set<String> PLAIN = Set.of("container", "shared_name", "end", "module");

  private final ModelGraph graph;
  private final Exposure exposure;
  private final Reach reach;
  private final OpCatalog catalog = OpCatalog.packed();
  private final FindingList findings = new FindingList();
  private final int depth;

  private OpSafety(ModelGraph graph, Exposure exposure, int depth) {
    this.graph = graph;
    this.exposure = exposure;
    this.reach = exposure.reach(graph);
    this.depth = depth;
  }

  /** One finding for each node that reaches outside or is not proven to stay inside. */
  public static List<Finding> faults(ModelGraph graph, Exposure exposure) {
    return new OpSafety(graph, exposure, 0).run();
  }

  private List<Finding> run() {
    for (GraphScope scope : graph.scopes()) {
      for (NodeDef node : scope.nodes()) {
        judge(scope, node);
        embedded(scope, node);
      }
    }
    return findings.list();
  }

  private void judge(GraphScope scope, NodeDef node) {
    String op = node.getOp();
    Optional<String> effect = catalog.effect(op);
    if (effect.isPresent()) {
      if (!harmless(scope, node)) {
        findings.add(
            Finding.of(
                Rule.GRAPH_UNSAFE_OP,
                scope.at(node.getName()),
                "%s is a %s: it %s%s",
                scope.say(node),
                op,
                effect.get(),
                arguments(scope, node)));
      }
    } else if (catalog.inert(op) || graph.target().op(op).isEmpty()) {
      return;
    } else if (graph.target().permits(op)) {
      findings.add(
          Finding.of(
              Rule.GRAPH_OP_PERMITTED,
              scope.at(node.getName()),
              "%s is a %s, which the policy permits: nothing proves that it stays inside the model",
              scope.say(node),
              op));
    } else {
      Finding unproven =
          Finding.of(
              Rule.GRAPH_OP_UNPROVEN,
              scope.at(node.getName()),
              "%s is a %s, which is not among the ops known to stay inside the model",
              scope.say(node),
              op);
      findings.add(
          reach.contains(node)
              ? unproven
              : new Finding(
                  unproven.rule(), Level.WARNING, unproven.message(), unproven.location()));
    }
  }

  private boolean harmless(GraphScope scope, NodeDef node) {
    return switch (node.getOp()) {
      case "PrintV2" -> !text(node, "output_stream").startsWith("file:");
      case "FixedUnigramCandidateSampler" -> text(node, "vocab_file").isEmpty();
      case "CacheDataset", "CacheDatasetV2" ->
          node.getInputCount() > 1
              && emptyConstant(StringOrigins.of(graph, exposure, scope, node.getInput(1)));
      case "InitializeTableFromTextFile", "InitializeTableFromTextFileV2" ->
          node.getInputCount() > 1
              && StringOrigins.of(graph, exposure, scope, node.getInput(1)).onlyAssets();
      case "XlaCallModule" -> XlaModules.inert(node);
      default -> SAVER.contains(node.getOp()) && !reach.contains(node);
    };
  }

  private static boolean emptyConstant(StringOrigins origins) {
    return origins.onlyConstants() && origins.constants().equals(Set.of(""));
  }

  private static String text(NodeDef node, String attribute) {
    AttrValue value = node.getAttrMap().get(attribute);
    return value == null ? "" : value.getS().toStringUtf8();
  }

  /** The texts that say where an effect goes: {@code : "/etc/passwd"}. */
  private String arguments(GraphScope scope, NodeDef node) {
    List<String> texts = new ArrayList<>();
    node.getAttrMap()
        .forEach(
            (name, value) -> {
              if (!name.startsWith("_") && !PLAIN.contains(name)) {
                texts.add(value.getS().toStringUtf8());
                value.getList().getSList().forEach(each -> texts.add(each.toStringUtf8()));
              }
            });
    node.getInputList().stream()
        .filter(input -> !input.startsWith("^"))
        .forEach(
            input -> texts.addAll(StringOrigins.of(graph, exposure, scope, input).constants()));
    List<String> shown =
        texts.stream()
            .filter(text -> !text.isEmpty() && text.chars().noneMatch(Character::isISOControl))
            .sorted(java.util.Comparator.comparing(text -> !text.contains("/")))
            .distinct()
            .limit(4)
            .map(text -> text.length() > 160 ? text.substring(0, 160) + "…" : text)
            .map(text -> "\"" + text + "\"")
            .toList();
    return shown.isEmpty() ? "" : ": " + String.join(", ", shown);
  }

  /** A graph that lies serialized in a string of a constant or an attribute is judged too. */
  private void embedded(GraphScope scope, NodeDef node) {
    if (depth >= 4) {
      return;
    }
    List<com.google.protobuf.ByteString> strings = new ArrayList<>();
    node.getAttrMap()
        .values()
        .forEach(
            value -> {
              strings.add(value.getS());
              strings.addAll(value.getList().getSList());
              strings.addAll(value.getTensor().getStringValList());
            });
    for (com.google.protobuf.ByteString bytes : strings) {
      Optional<GraphDef> inner = EmbeddedGraphs.parse(bytes);
      if (inner.isEmpty()) {
        continue;
      }
      ModelGraph nested = new ModelGraph(inner.get(), graph.target());
      Exposure all =
          Exposure.of(
              inner.get().getNodeList().stream()
                  .map(NodeDef::getName)
                  .collect(java.util.stream.Collectors.toSet()));
      for (Finding finding : new OpSafety(nested, all, depth + 1).run()) {
        findings.add(
            new Finding(
                finding.rule(),
                finding.level(),
                finding.message() + ", in a graph that lies serialized in " + scope.say(node),
                scope.at(node.getName())));
      }
    }
  }
}
