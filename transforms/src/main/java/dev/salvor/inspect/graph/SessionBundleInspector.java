package dev.salvor.inspect.graph;

import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Producer;
import dev.salvor.format.checkpoint.CheckpointReader;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.InspectionContext;
import dev.salvor.inspect.Inspector;
import dev.salvor.inspect.graph.vocabulary.Vocabulary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;

/** Explains what TensorFlow Serving loaded before SavedModels: export.meta and its checkpoint. */
public final class SessionBundleInspector implements Inspector {

  @Override
  public Inspection inspect(StagedArtifact staged, InspectionContext context) throws IOException {
    List<Finding> findings = new ArrayList<>();
    Producer producer = Producer.UNKNOWN;
    try {
      MetaGraphDef stored = MetaGraphFile.read(staged);
      producer = Producers.of(stored, staged.directory());
      findings.addAll(judged(staged, stored, context));
    } catch (ArtifactException e) {
      findings.add(e.finding());
    }
    return Inspection.of(
        staged.artifact(), context.kind(), producer, findings, Classification.NEEDS_MIGRATION);
  }

  private static List<Finding> judged(
      StagedArtifact staged, MetaGraphDef stored, InspectionContext context) throws IOException {
    MetaGraphDef meta = SessionBundle.modern(stored, context.target());
    ModelGraph graph =
        new ModelGraph(
            Vocabulary.lower(meta.getGraphDef(), context.target()).graph(), context.target());
    List<Finding> findings = new ArrayList<>(GraphIntegrity.faults(graph));
    Exposure exposure = MetaGraphs.exposure(meta);
    findings.addAll(OpSafety.faults(graph, exposure));
    SessionBundle.secondGraph(stored)
        .ifPresent(
            second ->
                findings.addAll(
                    OpSafety.faults(new ModelGraph(second, context.target()), exposure)));
    Reach reach = exposure.reach(graph);
    findings.addAll(RegistryCheck.faults(graph, reach));
    findings.addAll(EmbeddedCheck.faults(graph, reach));
    findings.addAll(SignatureCheck.faults(graph, meta));
    findings.addAll(AssetCheck.faults(staged, meta));
    List<NodeDef> variables = VariableCheck.variables(graph, reach);
    Optional<CheckpointReader> checkpoint = MetaGraphFile.checkpoint(staged);
    if (checkpoint.isPresent()) {
      findings.addAll(
          MetaGraphInspector.values(staged, graph, meta, variables, checkpoint.get(), false));
    } else if (!variables.isEmpty()) {
      findings.add(MetaGraphInspector.absent(staged, variables));
    }
    return findings;
  }
}
