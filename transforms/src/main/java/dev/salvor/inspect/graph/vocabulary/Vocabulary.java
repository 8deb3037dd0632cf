package dev.salvor.inspect.graph.vocabulary;

import dev.salvor.finding.Fix;
import dev.salvor.target.TargetRuntime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * A graph in the words of a target.
 *
 * @param graph what was rewritten, the same object where nothing was
 * @param fixes the recipes that did it, with the nodes
 */
public record Vocabulary(GraphDef graph, List<Fix> fixes) {

  public Vocabulary {
    fixes = List.copyOf(fixes);
  }

  /** What one recipe writes, another may have to write again. */
  private static final int MOST_PASSES = 4;

  /** Applies every recipe that the target needs, to the graph and to its functions. */
  public static Vocabulary lower(GraphDef graph, TargetRuntime target) {
    Map<OpRecipe, List<String>> applied = new LinkedHashMap<>();
    GraphDef lowered = graph;
    for (int i = 0; i < MOST_PASSES; i++) {
      Optional<GraphDef> next = pass(lowered, target, applied);
      if (next.isEmpty()) {
        break;
      }
      lowered = next.get();
    }
    List<Fix> fixes = new ArrayList<>();
    applied.forEach((recipe, at) -> fixes.add(new Fix(recipe.id(), recipe.description(), at)));
    return new Vocabulary(lowered, fixes);
  }

  /** The graph rewritten; empty where no recipe applied. */
  private static Optional<GraphDef> pass(
      GraphDef graph, TargetRuntime target, Map<OpRecipe, List<String>> all) {
    Map<OpRecipe, List<String>> applied = new LinkedHashMap<>();
    GraphDef.Builder builder = graph.toBuilder();
    List<NodeDef> main = lower(graph.getNodeList(), "", target, applied).nodes();
    builder.clearNode().addAllNode(main);
    for (int i = 0; i < graph.getLibrary().getFunctionCount(); i++) {
      FunctionDef function = graph.getLibrary().getFunction(i);
      ScopeEditor body =
          lower(
              function.getNodeDefList(), function.getSignature().getName() + "/", target, applied);
      FunctionDef.Builder rewritten =
          function.toBuilder().clearNodeDef().addAllNodeDef(body.nodes());
      function.getRetMap().forEach((name, tensor) -> rewritten.putRet(name, body.renamed(tensor)));
      builder.getLibraryBuilder().setFunction(i, rewritten);
    }
    if (applied.isEmpty()) {
      return Optional.empty();
    }
    applied.forEach(
        (recipe, at) -> all.computeIfAbsent(recipe, any -> new ArrayList<>()).addAll(at));
    return Optional.of(builder.build());
  }

  private static ScopeEditor lower(
      List<NodeDef> nodes,
      String scope,
      TargetRuntime target,
      Map<OpRecipe, List<String>> applied) {
    ScopeEditor editor = new ScopeEditor(nodes, !scope.isEmpty(), target);
    for (NodeDef node : nodes) {
      Optional<OpRecipe> recipe =
          OpRecipes.ALL.stream()
              .filter(each -> each.concerns(node, target))
              .filter(each -> each.rewrite(node, editor))
              .findFirst();
      if (recipe.isPresent()) {
        applied.computeIfAbsent(recipe.get(), any -> new ArrayList<>()).add(scope + node.getName());
      } else {
        editor.add(node);
      }
    }
    return editor;
  }
}
