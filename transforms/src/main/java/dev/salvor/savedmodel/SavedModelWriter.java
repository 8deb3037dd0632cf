package dev.salvor.savedmodel;

import com.google.protobuf.CodedOutputStream;
import dev.salvor.convert.Asset;
import dev.salvor.convert.ExportableModel;
import dev.salvor.convert.Variable;
import dev.salvor.finding.ArtifactException;
import dev.salvor.format.fingerprint.SavedModelFingerprint;
import dev.salvor.target.TargetRuntime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FingerprintDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/**
 * Writes models as SavedModels (tensorflow/core/protobuf/saved_model.proto): one MetaGraph with the
 * tag {@code serve}, no object graph. Loaders of TF1 and TF2 read it; equal models give equal
 * bytes.
 */
public final class SavedModelWriter {
  private static final int SCHEMA_VERSION = 1;
  private static final String VARIABLES = "variables/variables";

  /** Hashing takes the whole message at once; loaders do without a fingerprint. */
  private static final int MOST_HASHED = 128 << 20;

  private final Path directory;
  private final List<WrittenFile> files = new ArrayList<>();

  private SavedModelWriter(Path directory) {
    this.directory = directory;
  }

  /** Writes a model without extra files. */
  public static WrittenModel write(ExportableModel model, TargetRuntime target, Path directory)
      throws IOException {
    return write(model, target, directory, Map.of());
  }

  /**
   * Writes a model; {@code saved_model.pb} comes last, so that what was begun and not finished is
   * no SavedModel.
   *
   * @param target what its versions are pinned to
   * @param directory does not exist yet or is empty
   * @param extras what goes to {@code assets.extra}, by path in there
   * @throws ArtifactException where the target cannot restore a variable of that type
   * @throws IllegalArgumentException where the model contradicts itself: a defect of its converter
   */
  public static WrittenModel write(
      ExportableModel model,
      TargetRuntime target,
      Path directory,
      Map<String, Asset.Content> extras)
      throws IOException {
    return new SavedModelWriter(directory).write(model, target, new TreeMap<>(extras));
  }

  private WrittenModel write(
      ExportableModel model, TargetRuntime target, Map<String, Asset.Content> extras)
      throws IOException {
    List<Variable> variables = byKey(model.variables());
    check(model);
    VariableTypes.check(variables, target);
    MetaGraphDef metaGraph = new MetaGraphs(target).compose(model, variables);
    writeVariables(variables);
    Set<String> written = new HashSet<>();
    for (Asset asset : model.assets()) {
      if (written.add(asset.fileName())) { // several tensors may name one file
        write("assets/" + inside(asset.fileName()), asset.content());
      }
    }
    for (Map.Entry<String, Asset.Content> extra : extras.entrySet()) {
      write("assets.extra/" + inside(extra.getKey()), extra.getValue());
    }
    SavedModel savedModel =
        SavedModel.newBuilder()
            .setSavedModelSchemaVersion(SCHEMA_VERSION)
            .addMetaGraphs(metaGraph)
            .build();
    writeFingerprint(savedModel);
    write(
        "saved_model.pb",
        out -> {
          CodedOutputStream proto = CodedOutputStream.newInstance(out, 1 << 16);
          proto.useDeterministicSerialization();
          savedModel.writeTo(proto);
          proto.flush();
        });
    return new WrittenModel(files);
  }

  /** In the order of the index: values are then written, and restored, from front to back. */
  private static List<Variable> byKey(List<Variable> variables) {
    return variables.stream()
        .sorted(
            Comparator.comparing(
                variable -> variable.key().getBytes(StandardCharsets.UTF_8),
                Arrays::compareUnsigned))
        .toList();
  }

  private static void check(ExportableModel model) {
    if (model.signatures().isEmpty()) {
      throw new IllegalArgumentException("a model without signatures");
    }
    Map<String, NodeDef> nodes = new HashMap<>();
    for (NodeDef node : model.graph().getNodeList()) {
      if (nodes.put(node.getName(), node) != null) {
        throw new IllegalArgumentException("two nodes are named " + node.getName());
      }
    }
    for (Variable variable : model.variables()) {
      NodeDef handle = nodes.get(variable.node());
      DataType type = DataType.forNumber(variable.data().type().number());
      if (handle == null
          || !handle.getOp().equals("VarHandleOp")
          || handle.getAttrOrThrow("dtype").getType() != type) {
        throw new IllegalArgumentException(
            "variable " + variable.key() + " has no handle " + variable.node() + " of " + type);
      }
    }
    for (String initializer : model.initializers()) {
      if (!nodes.containsKey(initializer)) {
        throw new IllegalArgumentException("the graph has no initialiser " + initializer);
      }
    }
  }

  private void writeVariables(List<Variable> variables) throws IOException {
    if (variables.isEmpty()) {
      return;
    }
    try (TensorBundleWriter bundle = new TensorBundleWriter(directory, VARIABLES)) {
      for (Variable variable : variables) {
        bundle.add(variable.key(), variable.data());
      }
      files.addAll(bundle.finish());
    }
  }

  private void writeFingerprint(SavedModel model) throws IOException {
    if (model.getSerializedSize() > MOST_HASHED) {
      return;
    }
    Path index = directory.resolve(VARIABLES + ".index");
    FingerprintDef fingerprint =
        SavedModelFingerprint.of(
            model, Files.exists(index) ? Optional.of(Files.readAllBytes(index)) : Optional.empty());
    write("fingerprint.pb", fingerprint::writeTo);
  }

  private void write(String name, Asset.Content content) throws IOException {
    try (DigestingFile file = DigestingFile.create(directory, name)) {
      content.writeTo(file.stream());
      files.add(file.finish());
    }
  }

  private static String inside(String path) {
    for (String segment : path.split("/", -1)) {
      checked(segment);
    }
    return path;
  }

  /** Names come from artifacts: none leads out of its directory. */
  private static String checked(String name) {
    if (name.isEmpty()
        || name.equals(".")
        || name.equals("..")
        || name.indexOf('/') >= 0
        || name.indexOf('\\') >= 0
        || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("not a file name: " + name);
    }
    return name;
  }
}
