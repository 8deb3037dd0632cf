package dev.salvor.inspect.graph;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.protobuf.ProtoFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.SavedModel;

/**
 * The file that holds the SavedModel proto: {@code saved_model.pb}, else {@code saved_model.pbtxt}
 * (tensorflow/cc/saved_model/reader.cc).
 */
public final class SavedModelFile {
  private static final List<String> PARTIAL =
      List.of("_.gstmp", ".part", ".crdownload", ".filepart", ".tmp", ".download");

  private SavedModelFile() {}

  /**
   * Reads the proto.
   *
   * @throws ArtifactException where it is missing, unfinished, damaged, or chunked (.cpb)
   */
  public static SavedModel read(StagedArtifact staged) throws IOException {
    Path directory = staged.directory();
    boolean alone = staged.artifact().layout() == Artifact.Layout.FILE;
    Path binary = alone ? staged.main() : directory.resolve("saved_model.pb");
    Path text = directory.resolve("saved_model.pbtxt");
    boolean both = !alone && there(binary) && there(text);
    if (there(binary)) {
      ProtoFile file = sound(staged, binary);
      GraphFile.limit(file, 2, 2);
      SavedModel model =
          whole(file, file.binary(SavedModel.parser(), Rule.GRAPH_DAMAGED, "SavedModel"));
      if (both && !model.equals(text(sound(staged, text)))) {
        throw Finding.of(
                Rule.FILE_POLYGLOT,
                Location.file(staged.artifact().path()),
                "saved_model.pb and saved_model.pbtxt are both there and differ: programs do not"
                    + " agree on which is the model")
            .exception();
      }
      return model;
    }
    if (there(text)) {
      return text(sound(staged, text));
    }
    throw missing(staged, directory).exception();
  }

  private static boolean there(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static SavedModel text(ProtoFile file) throws IOException {
    SavedModel.Builder builder = SavedModel.newBuilder();
    file.text(builder, Rule.GRAPH_DAMAGED, "SavedModel");
    return whole(file, builder.build());
  }

  /** Whether the file is a bare GraphDef under the name of a SavedModel. */
  static boolean holdsBareGraph(StagedArtifact staged) throws IOException {
    Path binary = staged.directory().resolve("saved_model.pb");
    if (staged.artifact().layout() != Artifact.Layout.SAVED_MODEL || !there(binary)) {
      return false;
    }
    try {
      ProtoFile file = new ProtoFile(name(staged, binary), binary);
      GraphFile.limit(file);
      GraphDef graph = file.binary(GraphDef.parser(), Rule.GRAPH_DAMAGED, "GraphDef");
      return graph.getNodeCount() > 0
          && graph.getNodeList().stream()
              .noneMatch(node -> node.getName().isEmpty() || node.getOp().isEmpty());
    } catch (ArtifactException noGraph) {
      return false;
    }
  }

  private static ProtoFile sound(StagedArtifact staged, Path path) throws IOException {
    ProtoFile file = new ProtoFile(name(staged, path), path);
    Optional<Finding> impostor = FileHead.impostor(file);
    if (impostor.isPresent()) {
      throw impostor.get().exception();
    }
    return file;
  }

  private static SavedModel whole(ProtoFile file, SavedModel model) {
    if (model.getMetaGraphsList().stream()
        .allMatch(meta -> meta.getGraphDef().getNodeCount() == 0)) {
      throw Finding.of(
              Rule.GRAPH_DAMAGED,
              Location.file(file.name()),
              "%s holds no MetaGraph with a graph",
              file.path().getFileName())
          .exception();
    }
    return model;
  }

  private static Finding missing(StagedArtifact staged, Path directory) {
    List<String> names = staged.artifact().files().stream().map(ArtifactFile::path).toList();
    Location where = Location.file(staged.artifact().path());
    for (String name : names) {
      String last = name.substring(name.lastIndexOf('/') + 1);
      if (last.startsWith("saved_model") && PARTIAL.stream().anyMatch(last::endsWith)) {
        return Finding.of(
            Rule.FILE_PARTIAL, Location.file(name), "there is only %s, a part of the file", last);
      }
    }
    return Files.exists(directory.resolve("saved_model.cpb"))
        ? Finding.of(
            Rule.FILE_FORMAT_UNSUPPORTED,
            where,
            "the model lies in chunks in saved_model.cpb, the form for graphs above 2 GB")
        : Finding.of(
            Rule.SAVED_MODEL_INCOMPLETE,
            where,
            "saved_model.pb is missing; there is only %s",
            names.stream()
                .map(name -> name.substring(name.lastIndexOf('/') + 1))
                .limit(6)
                .collect(java.util.stream.Collectors.joining(", ")));
  }

  /** The path of a local file as the input names it. */
  static String name(StagedArtifact staged, Path file) {
    return staged.root().relativize(file).toString().replace('\\', '/');
  }
}
