package dev.salvor.convert.graph;

import dev.salvor.artifact.StagedArtifact;
import dev.salvor.convert.ConversionContext;
import dev.salvor.convert.Converter;
import dev.salvor.convert.ExportableModel;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.graph.GraphBoundary;
import dev.salvor.inspect.graph.GraphFile;
import dev.salvor.inspect.graph.ModelGraph;
import dev.salvor.inspect.graph.vocabulary.Vocabulary;
import java.io.IOException;
import java.util.List;

/** A frozen graph: its constants stay constants, its inputs and outputs become a signature. */
public final class FrozenGraphConverter implements Converter {

  @Override
  public ExportableModel convert(
      StagedArtifact staged, Inspection inspection, ConversionContext context) throws IOException {
    Vocabulary words = Vocabulary.lower(GraphFile.read(staged), context.target());
    ModelGraph graph = new ModelGraph(words.graph(), context.target());
    GraphBoundary boundary =
        GraphBoundary.of(graph, staged.artifact().path(), context.policy(), context.recorded());
    GraphCutter cutter =
        new GraphCutter(graph, boundary.inputs().values(), boundary.outputs().values());
    ExportableModel model =
        new ExportableModel(
            cutter.cut(),
            List.of(),
            List.of(Signatures.of(graph, boundary)),
            List.of(),
            cutter.initializers(),
            cutter.fixes(),
            boundary.decided() ? List.of() : List.of(derived(boundary)));
    return VocabularyFixes.in(model, words);
  }

  static Finding derived(GraphBoundary boundary) {
    return Finding.of(
        Rule.GRAPH_NO_SIGNATURE,
        Location.NONE,
        "the graph names no signature; derived were inputs %s and outputs %s",
        boundary.inputs().values(),
        boundary.outputs().values());
  }
}
