package dev.salvor.inspect.graph;

import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Level;
import dev.salvor.finding.Location;
import dev.salvor.finding.Producer;
import dev.salvor.finding.Rule;
import dev.salvor.format.checkpoint.CheckpointReader;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.InspectionContext;
import dev.salvor.inspect.Inspector;
import dev.salvor.inspect.graph.vocabulary.Vocabulary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Explains a MetaGraph with the checkpoint beside it, of either format. The variables that the
 * model's outputs need must be whole; damage to others, an optimizer's, is a warning.
 */
public final class MetaGraphInspector implements Inspector {

  @Override
  public Inspection inspect(StagedArtifact staged, InspectionContext context) throws IOException {
    List<Finding> findings = new ArrayList<>();
    Producer producer = Producer.UNKNOWN;
    try {
      MetaGraphDef meta = MetaGraphFile.read(staged);
      producer = Producers.of(meta, staged.directory());
      ModelGraph graph =
          new ModelGraph(
              Vocabulary.lower(meta.getGraphDef(), context.target()).graph(), context.target());
      BareGraph bare =
          BareGraph.examine(
              graph,
              () ->
                  MetaBoundary.of(
                      graph, meta, staged.artifact().path(), context.policy(), context.recorded()));
      findings.addAll(bare.findings());
      List<NodeDef> variables = VariableCheck.variables(graph, bare.reach());
      Optional<CheckpointReader> checkpoint = MetaGraphFile.checkpoint(staged);
      if (checkpoint.isPresent()) {
        boolean averaged = context.policy().averaged(staged.artifact().path());
        findings.addAll(values(staged, graph, meta, variables, checkpoint.get(), averaged));
      } else if (!variables.isEmpty()) {
        findings.add(absent(staged, variables));
      }
    } catch (ArtifactException e) {
      findings.add(e.finding());
    }
    return Inspection.of(
        staged.artifact(), context.kind(), producer, findings, Classification.NEEDS_MIGRATION);
  }

  static List<Finding> values(
      StagedArtifact staged,
      ModelGraph graph,
      MetaGraphDef meta,
      List<NodeDef> variables,
      CheckpointReader checkpoint,
      boolean averaged)
      throws IOException {
    List<VariableBinding> plain = VariableBinding.of(graph, meta, variables, checkpoint);
    List<VariableBinding> bindings = averaged ? MovingAverages.in(plain, checkpoint) : plain;
    Set<String> keys =
        bindings.stream().flatMap(each -> each.key().stream()).collect(Collectors.toSet());
    Set<String> nodes = variables.stream().map(NodeDef::getName).collect(Collectors.toSet());
    List<Finding> findings =
        new ArrayList<>(checkpoint.verify(entry -> keys.contains(entry.key())));
    checkpoint.verify(entry -> !keys.contains(entry.key())).stream()
        .map(
            finding ->
                new Finding(
                    finding.rule(),
                    Level.WARNING,
                    finding.message() + "; the model's outputs do not need it",
                    finding.location()))
        .forEach(findings::add);
    List<RestorePlan.Read> needed =
        RestorePlan.of(graph, meta.getSaverDef().getRestoreOpName()).stream()
            .filter(read -> read.variable().filter(nodes::contains).isPresent())
            .toList();
    findings.addAll(VariableCheck.faults(graph, needed, checkpoint, MetaGraphFile.prefix(staged)));
    bindings.stream()
        .filter(binding -> !binding.bound())
        .forEach(
            binding ->
                findings.add(
                    Finding.of(
                        Rule.GRAPH_NO_VALUES,
                        Location.node(binding.variable()),
                        "the checkpoint holds no value for the variable %s",
                        binding.variable())));
    return findings;
  }

  static Finding absent(StagedArtifact staged, List<NodeDef> variables) {
    Path name = Path.of(MetaGraphFile.prefix(staged)).getFileName();
    return Finding.of(
        Rule.GRAPH_NO_VALUES,
        Location.file(staged.artifact().path()),
        "the checkpoint %s is not beside its .meta file (%s.index and %s.data-…): the values of %s"
            + " are missing",
        name,
        name,
        name,
        variables.stream().limit(4).map(NodeDef::getName).collect(Collectors.joining(", "))
            + (variables.size() > 4 ? " and %d more".formatted(variables.size() - 4) : ""));
  }
}
