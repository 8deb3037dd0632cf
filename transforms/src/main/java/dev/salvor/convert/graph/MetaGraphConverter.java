package dev.salvor.convert.graph;

import dev.salvor.artifact.StagedArtifact;
import dev.salvor.convert.ConversionContext;
import dev.salvor.convert.Converter;
import dev.salvor.convert.ExportableModel;
import dev.salvor.convert.Signature;
import dev.salvor.finding.Finding;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.graph.GraphBoundary;
import dev.salvor.inspect.graph.MetaBoundary;
import dev.salvor.inspect.graph.MetaGraphFile;
import dev.salvor.inspect.graph.ModelGraph;
import dev.salvor.inspect.graph.vocabulary.Vocabulary;
import java.io.IOException;
import java.util.List;
import org.tensorflow.proto.MetaGraphDef;

/** A MetaGraph with its checkpoint: the inference part, with the values of its variables. */
public final class MetaGraphConverter implements Converter {

  @Override
  public ExportableModel convert(
      StagedArtifact staged, Inspection inspection, ConversionContext context) throws IOException {
    MetaGraphDef meta = MetaGraphFile.read(staged);
    Vocabulary words = Vocabulary.lower(meta.getGraphDef(), context.target());
    ModelGraph graph = new ModelGraph(words.graph(), context.target());
    GraphBoundary boundary =
        MetaBoundary.of(
            graph, meta, staged.artifact().path(), context.policy(), context.recorded());
    GraphCutter cutter =
        new GraphCutter(graph, boundary.inputs().values(), boundary.outputs().values());
    List<Finding> findings =
        boundary.decided() ? List.of() : List.of(FrozenGraphConverter.derived(boundary));
    List<Signature> signatures = List.of(Signatures.of(graph, boundary));
    ExportableModel model =
        GraphExport.of(
            graph,
            meta,
            cutter,
            signatures,
            MetaGraphFile.checkpoint(staged),
            List.of(),
            List.of(),
            List.of(),
            findings,
            context.policy().averaged(staged.artifact().path()));
    return VocabularyFixes.in(model, words);
  }
}
