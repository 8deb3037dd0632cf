package dev.salvor.convert.graph;

import dev.salvor.artifact.StagedArtifact;
import dev.salvor.convert.Asset;
import dev.salvor.convert.ConversionContext;
import dev.salvor.convert.Converter;
import dev.salvor.convert.ExportableModel;
import dev.salvor.convert.Signature;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Fix;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.checkpoint.CheckpointReader;
import dev.salvor.format.checkpoint.TensorBundleReader;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.graph.DerivedSignature;
import dev.salvor.inspect.graph.GraphBoundary;
import dev.salvor.inspect.graph.MetaGraphs;
import dev.salvor.inspect.graph.ModelGraph;
import dev.salvor.inspect.graph.ObjectGraphCheck;
import dev.salvor.inspect.graph.RestoredFunction;
import dev.salvor.inspect.graph.SavedModelFile;
import dev.salvor.inspect.graph.vocabulary.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.TensorInfo;

/**
 * A SavedModel that the target does not load, or that names no signature: its serving MetaGraph is
 * written again with what its signatures need.
 */
public final class SavedModelConverter implements Converter {

  @Override
  public ExportableModel convert(
      StagedArtifact staged, Inspection inspection, ConversionContext context) throws IOException {
    MetaGraphDef meta = MetaGraphs.serving(SavedModelFile.read(staged));
    Vocabulary words = Vocabulary.lower(meta.getGraphDef(), context.target());
    ModelGraph graph = new ModelGraph(words.graph(), context.target());
    Optional<CheckpointReader> checkpoint = checkpoint(staged);
    ExportableModel model = model(staged, context, meta, graph, checkpoint);
    return VocabularyFixes.in(
        ObjectGraphCheck.obstacle(meta, context.target())
            .map(what -> model.fixedBefore(List.of(withoutObjects(what))))
            .orElse(model),
        words);
  }

  private static Fix withoutObjects(String what) {
    return new Fix(
        "object-graph",
        "written without its object graph, of which the signatures need nothing: " + what,
        List.of());
  }

  private static ExportableModel model(
      StagedArtifact staged,
      ConversionContext context,
      MetaGraphDef meta,
      ModelGraph graph,
      Optional<CheckpointReader> checkpoint)
      throws IOException {
    if (!MetaGraphs.callable(meta).isEmpty()) {
      return signed(staged, meta, graph, checkpoint);
    }
    DerivedSignature derived =
        DerivedSignature.of(
                graph, meta, staged.artifact().path(), context.policy(), context.recorded())
            .orElseThrow(
                () ->
                    Finding.of(
                            Rule.GRAPH_AMBIGUOUS,
                            Location.NONE,
                            "the model names no signature and its graph does not tell one")
                        .exception());
    return derived.function().isPresent()
        ? function(meta, graph, derived.function().get(), checkpoint)
        : bounded(staged, meta, graph, derived.boundary().orElseThrow(), checkpoint);
  }

  private static Optional<CheckpointReader> checkpoint(StagedArtifact staged) throws IOException {
    Path prefix = staged.directory().resolve("variables").resolve("variables");
    return Files.exists(Path.of(prefix + ".index"))
        ? Optional.of(
            TensorBundleReader.open(prefix, staged.artifact().path() + "/variables/variables"))
        : Optional.empty();
  }

  /** The signatures stay as they are; one named {@code default} also serves by default. */
  static ExportableModel signed(
      StagedArtifact staged,
      MetaGraphDef meta,
      ModelGraph graph,
      Optional<CheckpointReader> checkpoint)
      throws IOException {
    List<Signature> signatures = new ArrayList<>();
    List<Fix> fixes = new ArrayList<>(assetFixes(meta));
    Set<String> fetches = new LinkedHashSet<>();
    MetaGraphs.callable(meta)
        .forEach(
            (key, def) -> {
              Map<String, TensorInfo> inputs = MetaGraphs.completeInputs(graph, meta, def);
              signatures.add(new Signature(key, def.getMethodName(), inputs, def.getOutputsMap()));
              fetches.addAll(MetaGraphs.tensors(def.getOutputsMap()));
              fetches.addAll(MetaGraphs.tensors(inputs));
              if (inputs.size() > def.getInputsCount()) {
                fixes.add(
                    new Fix(
                        "signature-inputs",
                        "placeholders that the outputs need became inputs of their signature",
                        inputs.keySet().stream()
                            .filter(name -> !def.getInputsMap().containsKey(name))
                            .toList()));
              }
            });
    if (signatures.stream().noneMatch(each -> each.key().equals(Signature.SERVING_DEFAULT))) {
      signatures.stream()
          .filter(each -> each.key().equals("default"))
          .findFirst()
          .ifPresent(
              each -> {
                signatures.add(
                    new Signature(
                        Signature.SERVING_DEFAULT,
                        Signature.PREDICT,
                        each.inputs(),
                        each.outputs()));
                fixes.add(
                    new Fix(
                        "serving-default",
                        "the signature \"default\" is also given as \"serving_default\"",
                        List.of("default")));
              });
    }
    List<String> initializers = List.copyOf(MetaGraphs.initializers(meta));
    fetches.addAll(initializers);
    return GraphExport.of(
        graph,
        meta,
        new GraphCutter(graph, Set.of(), fetches),
        signatures,
        checkpoint,
        initializers,
        assets(staged, meta),
        fixes,
        List.of(),
        false);
  }

  private static ExportableModel bounded(
      StagedArtifact staged,
      MetaGraphDef meta,
      ModelGraph graph,
      GraphBoundary boundary,
      Optional<CheckpointReader> checkpoint)
      throws IOException {
    List<String> initializers = List.copyOf(MetaGraphs.initializers(meta));
    Set<String> fetches = new LinkedHashSet<>(boundary.outputs().values());
    fetches.addAll(initializers);
    return GraphExport.of(
        graph,
        meta,
        new GraphCutter(graph, boundary.inputs().values(), fetches),
        List.of(Signatures.of(graph, boundary)),
        checkpoint,
        initializers,
        assets(staged, meta),
        assetFixes(meta),
        boundary.decided() ? List.of() : List.of(FrozenGraphConverter.derived(boundary)),
        false);
  }

  private static ExportableModel function(
      MetaGraphDef meta,
      ModelGraph graph,
      RestoredFunction function,
      Optional<CheckpointReader> checkpoint)
      throws IOException {
    return new FunctionExport(meta, graph, function, checkpoint).model();
  }

  private static List<Fix> assetFixes(MetaGraphDef meta) {
    Set<String> repeated = MetaGraphs.repeatedAssets(meta);
    return repeated.isEmpty()
        ? List.of()
        : List.of(
            new Fix(
                "asset-once",
                "assets that were listed more than once are listed once",
                List.copyOf(repeated)));
  }

  private static List<Asset> assets(StagedArtifact staged, MetaGraphDef meta) {
    Path directory = staged.directory().resolve("assets");
    List<Asset> assets = new ArrayList<>();
    MetaGraphs.fedAssets(meta)
        .forEach(
            (tensor, name) -> {
              Path file = directory.resolve(name);
              assets.add(new Asset(name, tensor, out -> Files.copy(file, out)));
            });
    return assets;
  }
}
