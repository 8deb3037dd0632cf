package dev.salvor.finding;

import java.util.Locale;

/** The container format of an artifact, told by its content. */
public enum Kind {
  KERAS_H5("Keras HDF5 model"),
  KERAS_WEIGHTS_H5("Keras HDF5 weights without architecture"),
  KERAS_JSON("Keras JSON architecture"),
  KERAS_YAML("Keras YAML architecture"),
  KERAS_V3("Keras .keras archive"),
  SAVED_MODEL("TensorFlow SavedModel"),
  FROZEN_GRAPH("frozen TensorFlow graph"),
  METAGRAPH("TensorFlow MetaGraph with its checkpoint"),
  TF1_CHECKPOINT("name-based TensorFlow checkpoint"),
  TF2_CHECKPOINT("object-based TensorFlow checkpoint"),
  SESSION_BUNDLE("TensorFlow SessionBundle"),
  HDF5("HDF5 file that Keras did not write"),
  PICKLE("Python pickle"),
  JOBLIB("joblib dump"),
  NUMPY("NumPy array file"),
  ARCHIVE("archive"),
  COMPRESSED("compressed file"),
  TFLITE("TensorFlow Lite model"),
  ONNX("ONNX model"),
  TORCH("PyTorch file"),
  TFJS("TensorFlow.js model"),
  CORE_ML("Core ML model"),
  CAFFE("Caffe model"),
  PMML("PMML document"),
  SAFETENSORS("safetensors file"),
  GGUF("GGUF file"),
  TFRECORD("TFRecord file"),
  LFS_POINTER("git-LFS pointer"),
  ERROR_PAGE("error page saved in place of a file"),
  TEXT("text file"),
  EMPTY("empty file"),
  OTHER("a file of an unknown format");

  private final String label;

  Kind(String label) {
    this.label = label;
  }

  /** The word in the manifest. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** For a sentence: "a Keras HDF5 model". */
  public String label() {
    return label;
  }
}
