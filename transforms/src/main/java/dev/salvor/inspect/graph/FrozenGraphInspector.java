package dev.salvor.inspect.graph;

import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Producer;
import dev.salvor.finding.Rule;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.InspectionContext;
import dev.salvor.inspect.Inspector;
import dev.salvor.inspect.graph.vocabulary.Vocabulary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Explains a bare GraphDef whose variables were turned into constants. */
public final class FrozenGraphInspector implements Inspector {

  @Override
  public Inspection inspect(StagedArtifact staged, InspectionContext context) throws IOException {
    GraphDef def;
    try {
      def = GraphFile.read(staged);
    } catch (ArtifactException e) {
      return Inspection.of(
          staged.artifact(),
          context.kind(),
          Producer.UNKNOWN,
          List.of(e.finding()),
          Classification.NEEDS_MIGRATION);
    }
    ModelGraph graph =
        new ModelGraph(Vocabulary.lower(def, context.target()).graph(), context.target());
    BareGraph bare =
        BareGraph.examine(
            graph,
            () ->
                GraphBoundary.of(
                    graph, staged.artifact().path(), context.policy(), context.recorded()));
    List<Finding> findings = new ArrayList<>(bare.findings());
    List<NodeDef> variables = VariableCheck.variables(graph, bare.reach());
    if (!variables.isEmpty() && bare.undamaged()) {
      findings.add(
          Finding.of(
              Rule.GRAPH_NO_VALUES,
              Location.node(variables.get(0).getName()),
              "the graph is not frozen: it has %d variables without values: %s",
              variables.size(),
              variables.stream().limit(8).map(NodeDef::getName).collect(Collectors.joining(", "))));
    }
    return Inspection.of(
        staged.artifact(),
        context.kind(),
        Producer.of("tensorflow", null),
        findings,
        Classification.NEEDS_MIGRATION);
  }
}
