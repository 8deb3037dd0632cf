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
import java.util.Optional;
import java.util.regex.Pattern;
import org.tensorflow.proto.GraphDef;

/** A file that holds a bare GraphDef, in binary or text form. */
public final class GraphFile {
  private static final int HEAD = 512;

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

  private static GraphDef read(ProtoFile file) throws IOException {
    if (TEXT.matcher(file.head(HEAD).toString(StandardCharsets.UTF_8)).matches()) {
      GraphDef.Builder builder = GraphDef.newBuilder();
      file.text(builder, Rule.GRAPH_DAMAGED, "GraphDef");
      return builder.build();
    }
    return file.binary(GraphDef.parser(), Rule.GRAPH_DAMAGED, "GraphDef");
  }
}
