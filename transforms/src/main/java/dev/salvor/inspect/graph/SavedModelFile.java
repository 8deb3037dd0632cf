package dev.salvor.inspect.graph;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.protobuf.ProtoFile;
import dev.salvor.format.protosplit.ChunkedProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.SavedModel;

/**
 * The file that holds the SavedModel proto: {@code saved_model.cpb}, which is {@code
 * saved_model.pb} in chunks, {@code saved_model.pb}, or {@code saved_model.pbtxt}.
 */
public final class SavedModelFile {
  private static final List<String> PARTIAL =
      List.of("_.gstmp", ".part", ".crdownload", ".filepart", ".tmp", ".download");

  static final String CHUNKED = "saved_model.cpb";

  /** In the order in which TensorFlow looks for them (tensorflow/cc/saved_model/reader.cc). */
  private static final List<Form> FORMS =
      List.of(
          new Form(CHUNKED, SavedModelFile::chunked),
          new Form("saved_model.pb", SavedModelFile::binary),
          new Form("saved_model.pbtxt", SavedModelFile::text));

  private SavedModelFile() {}

  /** A file that the proto may lie in. */
  private record Form(String name, FormReader reader) {}

  @FunctionalInterface
  private interface FormReader {
    SavedModel read(StagedArtifact staged, Path path) throws IOException;
  }

  /**
   * Reads the proto.
   *
   * @throws ArtifactException where it is missing, unfinished or damaged, or lies there in several
   *     forms that differ
   */
  public static SavedModel read(StagedArtifact staged) throws IOException {
    Path directory = staged.directory();
    if (staged.artifact().layout() == Artifact.Layout.FILE) {
      Path file = staged.main();
      return file.endsWith(CHUNKED) ? chunked(staged, file) : binary(staged, file);
    }
    Map<String, SavedModel> forms = new LinkedHashMap<>();
    for (Form form : FORMS) {
      if (there(directory.resolve(form.name))) {
        forms.put(form.name, form.reader.read(staged, directory.resolve(form.name)));
      }
    }
    if (forms.isEmpty()) {
      throw missing(staged).exception();
    }
    if (new HashSet<>(forms.values()).size() > 1) {
      throw Finding.of(
              Rule.FILE_POLYGLOT,
              Location.file(staged.artifact().path()),
              "%s are there and differ: programs do not agree on which is the model",
              String.join(" and ", forms.keySet()))
          .exception();
    }
    return forms.values().iterator().next();
  }

  /**
   * Whether loaders in Python and before TensorFlow 2.15 find no model: it lies there in chunks
   * alone (python/saved_model/loader_impl.py, parse_saved_model).
   */
  static boolean onlyChunked(StagedArtifact staged) {
    return staged.main().endsWith(CHUNKED)
        && !there(staged.directory().resolve("saved_model.pb"))
        && !there(staged.directory().resolve("saved_model.pbtxt"));
  }

  /** The file of chunks, of which TensorFlow takes the fingerprint where there is one. */
  static Optional<Path> chunks(StagedArtifact staged) {
    Path file = staged.directory().resolve(CHUNKED);
    return there(file) ? Optional.of(file) : Optional.empty();
  }

  private static SavedModel binary(StagedArtifact staged, Path path) throws IOException {
    ProtoFile file = sound(staged, path);
    GraphFile.limit(file, 2, 2);
    return whole(file, file.binary(SavedModel.parser(), Rule.GRAPH_DAMAGED, "SavedModel"));
  }

  private static SavedModel chunked(StagedArtifact staged, Path path) throws IOException {
    ProtoFile file = sound(staged, path);
    SavedModel.Builder model = SavedModel.newBuilder();
    ChunkedProto.read(path, file.name(), model, new ChunkLimits(file.name()));
    return whole(file, model.build());
  }

  private static SavedModel text(StagedArtifact staged, Path path) throws IOException {
    ProtoFile file = sound(staged, path);
    SavedModel.Builder builder = SavedModel.newBuilder();
    file.text(builder, Rule.GRAPH_DAMAGED, "SavedModel");
    return whole(file, builder.build());
  }

  private static boolean there(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
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

  private static Finding missing(StagedArtifact staged) {
    List<String> names = staged.artifact().files().stream().map(ArtifactFile::path).toList();
    Location where = Location.file(staged.artifact().path());
    for (String name : names) {
      String last = name.substring(name.lastIndexOf('/') + 1);
      if (last.startsWith("saved_model") && PARTIAL.stream().anyMatch(last::endsWith)) {
        return Finding.of(
            Rule.FILE_PARTIAL, Location.file(name), "there is only %s, a part of the file", last);
      }
    }
    return Finding.of(
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
