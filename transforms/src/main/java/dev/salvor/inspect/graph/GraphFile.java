package dev.salvor.inspect.graph;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.protobuf.ProtoFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.tensorflow.proto.GraphDef;

/** A file that holds a bare GraphDef, in binary or text form. */
public final class GraphFile {
  private static final int HEAD = 512;

  /** Ten times the largest models; their protos take about 1 KB of heap each. */
  static final long MOST_NODES = 400_000;

  /** GraphDef.node. */
  static final int[] NODES = {1};

  /** GraphDef.library.function.node_def. */
  static final int[] FUNCTION_NODES = {2, 1, 3};

  /** The first field of a GraphDef in text form, after comments. */
  private static final Pattern TEXT =
      Pattern.compile(
          "(\\s|#[^\\n]*\\n)*(node|versions|library|version)\\s*[:{<].*", Pattern.DOTALL);

  private GraphFile() {}

  /**
   * Reads the graph.
   *
   * @throws ArtifactException where the file is no GraphDef or holds no node
   */
  public static GraphDef read(StagedArtifact staged) throws IOException {
    Path path =
        staged.artifact().layout() == Artifact.Layout.SAVED_MODEL
            ? staged.directory().resolve("saved_model.pb")
            : staged.main();
    ProtoFile file = new ProtoFile(SavedModelFile.name(staged, path), path);
    Optional<Finding> impostor = FileHead.impostor(file);
    if (impostor.isPresent()) {
      throw impostor.get().exception();
    }
    GraphDef graph = read(file);
    if (graph.getNodeCount() == 0) {
      throw Finding.of(Rule.GRAPH_DAMAGED, Location.file(file.name()), "the graph holds no node")
          .exception();
    }
    return graph;
  }

  /**
   * Refuses files whose graphs would not fit into the heap.
   *
   * @param path field numbers that lead from the message to its GraphDefs
   */
  static void limit(ProtoFile file, int... path) throws IOException {
    file.limit(MOST_NODES, "nodes", append(path, NODES));
    file.limit(MOST_NODES, "nodes in functions", append(path, FUNCTION_NODES));
  }

  static int[] append(int[] path, int[] more) {
    return IntStream.concat(Arrays.stream(path), Arrays.stream(more)).toArray();
  }

  private static GraphDef read(ProtoFile file) throws IOException {
    if (TEXT.matcher(file.head(HEAD).toString(StandardCharsets.UTF_8)).matches()) {
      GraphDef.Builder builder = GraphDef.newBuilder();
      file.text(builder, Rule.GRAPH_DAMAGED, "GraphDef");
      return builder.build();
    }
    limit(file);
    return file.binary(GraphDef.parser(), Rule.GRAPH_DAMAGED, "GraphDef");
  }
}
