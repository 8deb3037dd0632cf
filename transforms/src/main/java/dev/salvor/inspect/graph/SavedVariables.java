package dev.salvor.inspect.graph;

import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.checkpoint.CheckpointReader;
import dev.salvor.format.checkpoint.TensorBundleReader;
import dev.salvor.format.protobuf.ProtoFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;

/** The {@code variables} directory of a SavedModel, against the graph that restores from it. */
final class SavedVariables {
  private final StagedArtifact staged;
  private final ModelGraph graph;
  private final MetaGraphDef meta;
  private final FindingList findings = new FindingList();

  private SavedVariables(StagedArtifact staged, ModelGraph graph, MetaGraphDef meta) {
    this.staged = staged;
    this.graph = graph;
    this.meta = meta;
  }

  /** What is missing, damaged or of another model among the variables. */
  static List<Finding> faults(StagedArtifact staged, ModelGraph graph, MetaGraphDef meta)
      throws IOException {
    SavedVariables check = new SavedVariables(staged, graph, meta);
    check.run();
    return check.findings.list();
  }

  private void run() throws IOException {
    Path directory = staged.directory().resolve("variables");
    Path index = directory.resolve("variables.index");
    List<RestorePlan.Read> reads = RestorePlan.of(graph, meta.getSaverDef().getRestoreOpName());
    Reach reach = MetaGraphs.exposure(meta).reach(graph);
    List<NodeDef> used = VariableCheck.variables(graph, reach);
    if (Files.isDirectory(directory) && !Files.isExecutable(directory)) {
      findings.add(denied(new AccessDeniedException(directory.toString())));
      return;
    }
    if (!Files.exists(index, LinkOption.NOFOLLOW_LINKS)) {
      boolean shards = shards(directory);
      if (shards || (!reads.isEmpty() && !used.isEmpty())) {
        findings.add(
            Finding.of(
                Rule.SAVED_MODEL_INCOMPLETE,
                Location.file(SavedModelFile.name(staged, index)),
                "variables/variables.index is missing%s",
                used.isEmpty() ? "" : "; the graph needs the values of " + names(used)));
      }
      return;
    }
    if (impostors(directory)) {
      return;
    }
    try {
      CheckpointReader reader =
          TensorBundleReader.open(
              directory.resolve("variables"),
              SavedModelFile.name(staged, directory.resolve("variables")));
      findings.addAll(reader.verify());
      findings.addAll(
          VariableCheck.faults(graph, reads, reader, SavedModelFile.name(staged, index)));
      unrestored(reads, reader);
    } catch (ArtifactException e) {
      findings.add(e.finding());
    } catch (AccessDeniedException e) {
      findings.add(denied(e));
    }
  }

  /** Variables of signatures that only loaders in Python give a value. */
  private void unrestored(List<RestorePlan.Read> reads, CheckpointReader reader)
      throws IOException {
    Set<String> restored =
        reads.stream().flatMap(read -> read.variable().stream()).collect(Collectors.toSet());
    Set<String> objects = ObjectVariables.keys(graph, meta, reader).keySet();
    Set<String> set = VariableCheck.assigned(graph, MetaGraphs.initializers(meta));
    List<NodeDef> all =
        VariableCheck.variables(graph, MetaGraphs.served(meta).reach(graph)).stream()
            .filter(node -> !restored.contains(node.getName()) && !set.contains(node.getName()))
            .toList();
    List<NodeDef> missing = all.stream().filter(node -> objects.contains(node.getName())).toList();
    local(all.stream().filter(node -> !objects.contains(node.getName())).toList(), reader);
    if (!missing.isEmpty()) {
      findings.add(
          Finding.of(
              Rule.SAVED_MODEL_UNRESTORED,
              Location.node(missing.get(0).getName()),
              "the saver restores other variables than the signatures read: loaders in C++ find"
                  + " no value for %s",
              names(missing)));
    }
  }

  /** Variables that no saver keeps: what TF1 calls local ones, without their initializer. */
  private void local(List<NodeDef> variables, CheckpointReader reader) throws IOException {
    List<VariableBinding> known =
        VariableBinding.of(graph, meta, variables, reader).stream()
            .filter(VariableBinding::bound)
            .toList();
    if (!known.isEmpty()) {
      findings.add(
          Finding.of(
              Rule.SAVED_MODEL_UNRESTORED,
              Location.node(known.get(0).variable()),
              "neither its saver nor its initializer gives the variable %s a value; it gets %s",
              known.get(0).variable(),
              known.get(0).key().isPresent()
                  ? "what the checkpoint has under its name"
                  : "the constant that initialises it"));
    }
  }

  private static String names(List<NodeDef> nodes) {
    String names = nodes.stream().limit(3).map(NodeDef::getName).collect(Collectors.joining(", "));
    return nodes.size() > 3 ? names + " and " + (nodes.size() - 3) + " more variables" : names;
  }

  private static boolean shards(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith("variables.data-"));
    }
  }

  /** Files that are pointers or error pages, or may not be read. */
  private boolean impostors(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path path : files.sorted().toList()) {
        if (!path.getFileName().toString().startsWith("variables.") || !Files.exists(path)) {
          continue;
        }
        ProtoFile file = new ProtoFile(SavedModelFile.name(staged, path), path);
        try {
          Optional<Finding> impostor = FileHead.impostor(file);
          impostor.filter(found -> found.rule() != Rule.FILE_EMPTY).ifPresent(findings::add);
        } catch (ArtifactException e) {
          findings.add(e.finding());
        }
      }
    } catch (AccessDeniedException e) {
      findings.add(denied(e));
    }
    return !findings.isEmpty();
  }

  private Finding denied(AccessDeniedException e) {
    Path path = Path.of(e.getFile());
    String name = path.startsWith(staged.root()) ? SavedModelFile.name(staged, path) : e.getFile();
    return Finding.of(
        Rule.STORE_PERMISSION,
        Location.file(name),
        "%s may not be read by this job",
        path.getFileName());
  }
}
