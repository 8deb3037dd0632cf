package dev.salvor.convert.graph;

import dev.salvor.convert.ExportableModel;
import dev.salvor.finding.Fix;
import dev.salvor.inspect.graph.vocabulary.Vocabulary;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Says of an exported model which recipes brought it into the words of the target. */
final class VocabularyFixes {
  private VocabularyFixes() {}

  /** The model with those fixes that concern what is left of its graph. */
  static ExportableModel in(ExportableModel model, Vocabulary words) {
    if (words.fixes().isEmpty()) {
      return model;
    }
    Set<String> kept = new HashSet<>();
    model.graph().getNodeList().forEach(node -> kept.add(node.getName()));
    model
        .graph()
        .getLibrary()
        .getFunctionList()
        .forEach(
            function ->
                function
                    .getNodeDefList()
                    .forEach(
                        node ->
                            kept.add(function.getSignature().getName() + "/" + node.getName())));
    List<Fix> fixes =
        words.fixes().stream()
            .map(
                fix ->
                    new Fix(
                        fix.recipe(),
                        fix.description(),
                        fix.where().stream().filter(kept::contains).toList()))
            .filter(fix -> !fix.where().isEmpty())
            .toList();
    return model.fixedBefore(fixes);
  }
}
