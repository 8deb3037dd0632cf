package dev.salvor.stage;

import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.TextFormat;
import dev.salvor.convert.Signature;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.manifest.MigrationRecord.SignatureShape;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** Signatures as a row shows them: {@code float32(None, 28, 28, 1)} by name. */
final class SignatureShapes {
  private SignatureShapes() {}

  static Map<String, SignatureShape> of(List<Signature> signatures) {
    Map<String, SignatureShape> shapes = new LinkedHashMap<>();
    signatures.forEach(
        signature ->
            shapes.put(
                signature.key(),
                new SignatureShape(shown(signature.inputs()), shown(signature.outputs()))));
    return shapes;
  }

  /**
   * Those of a SavedModel on disk that was found sound: of the graph for serving, else the first.
   */
  static Map<String, SignatureShape> read(Path directory) throws IOException {
    SavedModel model = parse(directory);
    MetaGraphDef graph =
        model.getMetaGraphsList().stream()
            .filter(meta -> meta.getMetaInfoDef().getTagsList().contains("serve"))
            .findFirst()
            .orElse(model.getMetaGraphs(0));
    Map<String, SignatureShape> shapes = new LinkedHashMap<>();
    for (Map.Entry<String, SignatureDef> entry :
        new TreeMap<>(graph.getSignatureDefMap()).entrySet()) {
      if (!entry.getKey().startsWith("__")) {
        shapes.put(
            entry.getKey(),
            new SignatureShape(
                shown(new TreeMap<>(entry.getValue().getInputsMap())),
                shown(new TreeMap<>(entry.getValue().getOutputsMap()))));
      }
    }
    return shapes;
  }

  private static SavedModel parse(Path directory) throws IOException {
    Path binary = directory.resolve("saved_model.pb");
    if (Files.exists(binary)) {
      try (InputStream in = Files.newInputStream(binary)) {
        return SavedModel.parseFrom(in);
      }
    }
    SavedModel.Builder model = SavedModel.newBuilder();
    try (Reader text =
        Files.newBufferedReader(directory.resolve("saved_model.pbtxt"), StandardCharsets.UTF_8)) {
      TextFormat.merge(text, ExtensionRegistry.getEmptyRegistry(), model);
    }
    return model.build();
  }

  private static Map<String, String> shown(Map<String, TensorInfo> infos) {
    Map<String, String> shown = new LinkedHashMap<>();
    infos.forEach((name, info) -> shown.put(name, shown(info)));
    return shown;
  }

  private static String shown(TensorInfo info) {
    String type =
        ElementType.byNumber(info.getDtypeValue())
            .map(ElementType::id)
            .orElseGet(
                () -> info.getDtype().name().toLowerCase(Locale.ROOT).replaceFirst("^dt_", ""));
    TensorShapeProto shape = info.getTensorShape();
    if (shape.getUnknownRank()) {
      return type + "(…)";
    }
    return shape.getDimList().stream()
        .map(dim -> dim.getSize() < 0 ? "None" : Long.toString(dim.getSize()))
        .collect(Collectors.joining(", ", type + "(", ")"));
  }
}
