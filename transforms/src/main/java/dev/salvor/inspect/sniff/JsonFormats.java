package dev.salvor.inspect.sniff;

import dev.salvor.artifact.JsonHead;
import dev.salvor.finding.Kind;
import dev.salvor.finding.Rule;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** JSON documents by the keys of their outermost object. */
final class JsonFormats {

  /**
   * One kind of document.
   *
   * @param keys all of which stand at the top
   */
  private record Format(Set<String> keys, Reading reading) {
    static Format of(Reading reading, String... keys) {
      return new Format(Set.of(keys), reading);
    }
  }

  private static final String TFJS_ADVICE =
      "tensorflowjs_converter turns it into a SavedModel or a Keras model";

  private static final List<Format> FORMATS =
      List.of(
          Format.of(tfjs(), "modelTopology"),
          Format.of(tfjs(), "weightsManifest"),
          Format.of(Reading.of(Kind.KERAS_JSON), "class_name"),
          Format.of(Reading.of(Kind.KERAS_JSON), "layers", "input_layers"),
          Format.of(foreign("an XGBoost model", "xgboost itself reads it"), "learner"),
          Format.of(foreign("a LightGBM model", "lightgbm itself reads it"), "tree_info"),
          Format.of(foreign("a CatBoost model", "catboost itself reads it"), "oblivious_trees"),
          Format.of(
              foreign("an MXNet symbol", "export it to ONNX with MXNet"), "nodes", "arg_nodes"),
          Format.of(notAModel("a Jupyter notebook"), "cells", "nbformat"),
          Format.of(notAModel("the index of sharded weights"), "weight_map"),
          Format.of(notAModel("the metadata of a .keras archive"), "keras_version", "date_saved"),
          Format.of(notAModel("a Hugging Face configuration"), "model_type"));

  private static final Set<String> ANSWER =
      Set.of(
          "error",
          "errors",
          "message",
          "code",
          "status",
          "statusCode",
          "detail",
          "details",
          "title",
          "type",
          "reason",
          "documentation_url",
          "timestamp",
          "path",
          "success",
          "request_id",
          "requestId",
          "error_description");

  private JsonFormats() {}

  /** What the document is; empty where its keys say nothing. */
  static Optional<Reading> of(String json) {
    if (json.startsWith("[")) {
      // a list of layers: Sequential.get_config() before Keras 2.2.3
      String first = json.substring(1).stripLeading();
      return JsonHead.topLevelKeys(first).contains("class_name")
          ? Optional.of(Reading.of(Kind.KERAS_JSON))
          : Optional.empty();
    }
    Set<String> keys = JsonHead.topLevelKeys(json);
    for (Format format : FORMATS) {
      if (keys.containsAll(format.keys())) {
        return Optional.of(format.reading());
      }
    }
    if (!keys.isEmpty()
        && ANSWER.containsAll(keys)
        && (keys.contains("error") || keys.contains("errors") || keys.contains("message"))) {
      String shown = json.substring(0, Math.min(json.length(), 120)).strip();
      return Optional.of(
          Reading.stating(
              Kind.ERROR_PAGE,
              "an error document",
              Rule.FILE_ERROR_PAGE,
              "a server's error document was saved in place of a file: " + shown));
    }
    return Optional.empty();
  }

  private static Reading tfjs() {
    return Reading.foreign(Kind.TFJS, "a TensorFlow.js model", TFJS_ADVICE);
  }

  private static Reading foreign(String format, String advice) {
    return Reading.foreign(Kind.OTHER, format, advice);
  }

  private static Reading notAModel(String format) {
    return Reading.notAModel(Kind.TEXT, format);
  }
}
