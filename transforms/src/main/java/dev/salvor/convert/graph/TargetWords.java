package dev.salvor.convert.graph;

import dev.salvor.convert.ExportableModel;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Fix;
import dev.salvor.finding.Level;
import dev.salvor.inspect.graph.ModelGraph;
import dev.salvor.inspect.graph.Reach;
import dev.salvor.inspect.graph.RegistryCheck;
import dev.salvor.inspect.graph.vocabulary.Vocabulary;
import dev.salvor.target.TargetRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.tensorflow.proto.NodeDef;

/**
 * A graph that was built for a target, held against it once more as those are that come from files:
 * an op may be registered there and yet have no kernel for the types that it was given.
 */
public final class TargetWords {
  private TargetWords() {}

  /**
   * The model with its graph in ops that the target runs.
   *
   * @throws ArtifactException with the op, attribute or kernel that the target lacks
   */
  public static ExportableModel of(ExportableModel model, TargetRuntime target) {
    Vocabulary words = Vocabulary.lower(model.graph(), target);
    ModelGraph graph = new ModelGraph(words.graph(), target);
    List<String> all = words.graph().getNodeList().stream().map(NodeDef::getName).toList();
    for (Finding finding : RegistryCheck.faults(graph, Reach.of(graph, all, Set.of()))) {
      if (finding.level() == Level.ERROR) {
        throw finding.exception();
      }
    }
    List<Fix> fixes = new ArrayList<>(model.fixes());
    fixes.addAll(words.fixes());
    return new ExportableModel(
        words.graph(),
        model.variables(),
        model.signatures(),
        model.assets(),
        model.initializers(),
        fixes,
        model.findings(),
        model.open(),
        model.source());
  }
}
