package dev.salvor.inspect.graph;

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
    Path binary = directory.resolve("saved_model.pb");
    Path text = directory.resolve("saved_model.pbtxt");
    if (Files.exists(binary, LinkOption.NOFOLLOW_LINKS)) {
      ProtoFile file = sound(staged, binary);
      return whole(file, file.binary(SavedModel.parser(), Rule.GRAPH_DAMAGED, "SavedModel"));
    }
    if (Files.exists(text, LinkOption.NOFOLLOW_LINKS)) {
      ProtoFile file = sound(staged, text);
      SavedModel.Builder builder = SavedModel.newBuilder();
      file.text(builder, Rule.GRAPH_DAMAGED, "SavedModel");
      return whole(file, builder.build());
    }
    throw missing(staged, directory).exception();
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
    if (model.getMetaGraphsCount() == 0) {
      throw Finding.of(
              Rule.GRAPH_DAMAGED,
              Location.file(file.name()),
              "%s holds no MetaGraph",
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
