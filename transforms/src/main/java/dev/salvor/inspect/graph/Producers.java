package dev.salvor.inspect.graph;

import dev.salvor.finding.Producer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObject;

/** Who wrote a graph, as far as it says. */
final class Producers {
  private Producers() {}

  /** The writer of a SavedModel or MetaGraph in {@code directory}. */
  static Producer of(MetaGraphDef meta, Path directory) {
    String version = meta.getMetaInfoDef().getTensorflowVersion();
    boolean keras =
        Files.exists(directory.resolve("keras_metadata.pb"))
            || Files.exists(directory.resolve("assets").resolve("saved_model.json"))
            || meta.getObjectGraphDef().getNodesList().stream()
                .map(SavedObject::getUserObject)
                .anyMatch(object -> object.getIdentifier().startsWith("_tf_keras_"));
    String known = version.isEmpty() ? null : version;
    return new Producer(keras ? "tf.keras" : "tensorflow", known, known, null, null);
  }
}
