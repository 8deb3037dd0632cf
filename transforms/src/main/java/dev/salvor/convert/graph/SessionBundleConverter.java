package dev.salvor.convert.graph;

import dev.salvor.artifact.StagedArtifact;
import dev.salvor.convert.ConversionContext;
import dev.salvor.convert.Converter;
import dev.salvor.convert.ExportableModel;
import dev.salvor.finding.Fix;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.graph.MetaGraphFile;
import dev.salvor.inspect.graph.ModelGraph;
import dev.salvor.inspect.graph.SessionBundle;
import dev.salvor.inspect.graph.vocabulary.Vocabulary;
import java.io.IOException;
import java.util.List;
import org.tensorflow.proto.MetaGraphDef;

/** A SessionBundle: its signatures, assets and initialiser become those of a SavedModel. */
public final class SessionBundleConverter implements Converter {

  @Override
  public ExportableModel convert(
      StagedArtifact staged, Inspection inspection, ConversionContext context) throws IOException {
    MetaGraphDef meta = SessionBundle.modern(MetaGraphFile.read(staged), context.target());
    Vocabulary words = Vocabulary.lower(meta.getGraphDef(), context.target());
    ModelGraph graph = new ModelGraph(words.graph(), context.target());
    ExportableModel model =
        SavedModelConverter.signed(staged, meta, graph, MetaGraphFile.checkpoint(staged));
    return VocabularyFixes.in(model, words)
        .fixedBefore(
            List.of(
                new Fix(
                    "session-bundle",
                    "signatures and assets of the SessionBundle became those of a SavedModel",
                    List.copyOf(meta.getSignatureDefMap().keySet()))));
  }
}
