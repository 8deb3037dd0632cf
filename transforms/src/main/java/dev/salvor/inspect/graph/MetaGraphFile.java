package dev.salvor.inspect.graph;

import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.checkpoint.CheckpointReader;
import dev.salvor.format.protobuf.ProtoFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tensorflow.proto.MetaGraphDef;

/** The {@code .meta} file that a saver writes beside a checkpoint, and that checkpoint. */
public final class MetaGraphFile {
  private static final String SUFFIX = ".meta";
  private static final Pattern TEXT =
      Pattern.compile(
          "(\\s|#[^\\n]*\\n)*(meta_info_def|graph_def|saver_def)\\s*[:{<].*", Pattern.DOTALL);

  private MetaGraphFile() {}

  /**
   * Reads the MetaGraph.
   *
   * @throws ArtifactException where it is damaged or holds no graph
   */
  public static MetaGraphDef read(StagedArtifact staged) throws IOException {
    ArtifactFile meta =
        staged.artifact().files().stream()
            .filter(each -> each.path().endsWith(SUFFIX))
            .findFirst()
            .orElse(staged.artifact().main());
    ProtoFile file = new ProtoFile(meta.path(), staged.local(meta));
    Optional<Finding> impostor = FileHead.impostor(file);
    if (impostor.isPresent()) {
      throw impostor.get().exception();
    }
    MetaGraphDef graph;
    if (TEXT.matcher(file.head(512).toString(StandardCharsets.UTF_8)).matches()) {
      MetaGraphDef.Builder builder = MetaGraphDef.newBuilder();
      file.text(builder, Rule.GRAPH_DAMAGED, "MetaGraphDef");
      graph = builder.build();
    } else {
      GraphFile.limit(file, 2);
      graph = file.binary(MetaGraphDef.parser(), Rule.GRAPH_DAMAGED, "MetaGraphDef");
    }
    if (graph.getGraphDef().getNodeCount() == 0) {
      throw Finding.of(
              Rule.GRAPH_DAMAGED,
              Location.file(file.name()),
              "%s holds no graph",
              file.path().getFileName())
          .exception();
    }
    return graph;
  }

  /** The prefix of the checkpoint: the artifact's path without {@code .meta}. */
  static String prefix(StagedArtifact staged) {
    String path = staged.artifact().path();
    return path.endsWith(SUFFIX) ? path.substring(0, path.length() - SUFFIX.length()) : path;
  }

  /**
   * The checkpoint beside the graph; empty where there is none of either format.
   *
   * @throws ArtifactException where it is damaged
   */
  public static Optional<CheckpointReader> checkpoint(StagedArtifact staged) throws IOException {
    String prefix = prefix(staged);
    Path path = staged.root().resolve(prefix);
    boolean there =
        Files.exists(Path.of(path + ".index"), LinkOption.NOFOLLOW_LINKS)
            || Files.isRegularFile(path)
            || !shards(path).isEmpty();
    return there ? Optional.of(CheckpointReader.open(path, prefix)) : Optional.empty();
  }

  private static List<Path> shards(Path prefix) throws IOException {
    Path directory = prefix.getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      return List.of();
    }
    String name = prefix.getFileName() + "-00000-of-";
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.getFileName().toString().startsWith(name)).toList();
    }
  }
}
