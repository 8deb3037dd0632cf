package dev.salvor.inspect.graph;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Fix;
import dev.salvor.finding.Kind;
import dev.salvor.finding.Level;
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
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;

/**
 * Explains a SavedModel. All its MetaGraphs must be whole and safe; the one that serves must have
 * its files, and the target must know and run it.
 */
public final class SavedModelInspector implements Inspector {

  @Override
  public Inspection inspect(StagedArtifact staged, InspectionContext context) throws IOException {
    List<Finding> findings = new ArrayList<>(LinkCheck.faults(staged));
    if (findings.stream().anyMatch(finding -> finding.rule() == Rule.STORE_LINK_OUTSIDE)) {
      return ended(staged, context, findings); // nothing outside the input is read
    }
    SavedModel model;
    try {
      model = SavedModelFile.read(staged);
    } catch (ArtifactException e) {
      if (SavedModelFile.holdsBareGraph(staged)) {
        return new FrozenGraphInspector().inspect(staged, context.of(Kind.FROZEN_GRAPH));
      }
      findings.add(e.finding());
      return ended(staged, context, findings);
    }
    findings.addAll(FingerprintCheck.faults(staged, model));
    if (SavedModelFile.onlyChunked(staged)) {
      findings.add(
          Finding.of(
              Rule.GRAPH_REWRITTEN,
              Location.NONE,
              "the model lies in chunks in saved_model.cpb, which TensorFlow as it is released does not"
                  + " read: it is written as one file"));
    }
    MetaGraphDef serving = MetaGraphs.serving(model);
    Classification healthy = Classification.LOADABLE;
    int serves = MetaGraphs.servingIndex(model);
    for (int i = 0; i < model.getMetaGraphsCount(); i++) {
      MetaGraphDef meta = model.getMetaGraphs(i);
      Vocabulary words = Vocabulary.lower(meta.getGraphDef(), context.target());
      ModelGraph graph = new ModelGraph(words.graph(), context.target());
      List<Finding> own = new ArrayList<>(GraphIntegrity.faults(graph));
      own.addAll(OpSafety.faults(graph, MetaGraphs.exposure(meta)));
      if (i == serves) {
        healthy = serving(staged, context, graph, meta, words.fixes(), own);
      } else {
        own.addAll(SignatureCheck.faults(graph, meta));
        own.removeIf(finding -> asideFromServing(finding));
      }
      findings.addAll(own);
    }
    return Inspection.of(
        staged.artifact(),
        context.kind(),
        Producers.of(serving, staged.directory()),
        findings,
        staged.artifact().layout() == Artifact.Layout.SAVED_MODEL
                && !SavedModelFile.onlyChunked(staged)
            ? healthy
            : Classification.NEEDS_MIGRATION); // a lone file: a loader wants a directory
  }

  private static Inspection ended(
      StagedArtifact staged, InspectionContext context, List<Finding> findings) {
    return Inspection.of(
        staged.artifact(),
        context.kind(),
        Producer.UNKNOWN,
        findings,
        Classification.NEEDS_MIGRATION);
  }

  /** What only matters where the MetaGraph is loaded, which the others are not. */
  private static boolean asideFromServing(Finding finding) {
    return finding.level() != Level.ERROR || finding.rule() == Rule.GRAPH_OP_UNPROVEN;
  }

  private static Classification serving(
      StagedArtifact staged,
      InspectionContext context,
      ModelGraph graph,
      MetaGraphDef meta,
      List<Fix> vocabulary,
      List<Finding> findings)
      throws IOException {
    Reach reach = MetaGraphs.exposure(meta).reach(graph);
    List<Finding> registry = RegistryCheck.faults(graph, reach);
    boolean apart = servesApart(graph, meta, registry);
    if (apart) {
      findings.add(aside(registry));
      registry = RegistryCheck.faults(graph, MetaGraphs.served(meta).reach(graph));
    }
    findings.addAll(registry);
    findings.addAll(EmbeddedCheck.faults(graph, MetaGraphs.served(meta).reach(graph)));
    findings.addAll(SignatureCheck.faults(graph, meta));
    findings.addAll(AssetCheck.faults(staged, meta));
    findings.addAll(SavedVariables.faults(staged, graph, meta));
    List<Finding> rewrites = new ArrayList<>(Compatibility.rewrites(graph, registry, vocabulary));
    Compatibility.objects(meta, context.target()).ifPresent(rewrites::add);
    findings.addAll(rewrites);
    boolean signatures = !MetaGraphs.callable(meta).isEmpty();
    boolean derivable =
        !signatures
            && DerivedSignature.of(
                    graph, meta, staged.artifact().path(), context.policy(), context.recorded())
                .isPresent();
    if (!signatures) {
      findings.add(
          Finding.of(
              Rule.GRAPH_NO_SIGNATURE,
              Location.NONE,
              derivable
                  ? "the model names no signature; its graph leaves no doubt about one"
                  : "the model names no signature and its graph does not tell one: it loads, but"
                      + " nothing can be called by name"));
    }
    if (signatures && !MetaGraphs.tagged(meta)) {
      findings.add(
          Finding.of(
              Rule.GRAPH_REWRITTEN,
              Location.NONE,
              "its MetaGraph is tagged %s; servers ask for \"serve\"",
              meta.getMetaInfoDef().getTagsList()));
    }
    boolean incomplete =
        findings.stream().anyMatch(finding -> finding.rule() == Rule.GRAPH_INPUT_UNNAMED);
    boolean rewritten =
        incomplete
            || apart
            || !rewrites.isEmpty()
            || (signatures && !MetaGraphs.tagged(meta))
            || derivable;
    return rewritten ? Classification.NEEDS_MIGRATION : Classification.LOADABLE;
  }

  /** Whether the target runs the signatures, though not the functions that Python restores. */
  private static boolean servesApart(ModelGraph graph, MetaGraphDef meta, List<Finding> registry) {
    return !MetaGraphs.callable(meta).isEmpty()
        && registry.stream().anyMatch(SavedModelInspector::error)
        && RegistryCheck.faults(graph, MetaGraphs.served(meta).reach(graph)).stream()
            .noneMatch(SavedModelInspector::error);
  }

  private static boolean error(Finding finding) {
    return finding.level() == Level.ERROR;
  }

  private static Finding aside(List<Finding> registry) {
    Finding fault = registry.stream().filter(SavedModelInspector::error).findFirst().orElseThrow();
    return Finding.of(
        Rule.GRAPH_REWRITTEN,
        fault.location(),
        "%s; no signature needs it: the signatures are kept, the other functions are not",
        fault.message());
  }
}
