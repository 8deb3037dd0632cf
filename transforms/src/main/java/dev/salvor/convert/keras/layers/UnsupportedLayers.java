package dev.salvor.convert.keras.layers;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Layers of Keras and of well-known packages that are not converted, and why. */
final class UnsupportedLayers {
  private static final String SEQ2SEQ =
      "of TensorFlow Addons keeps the sequence it attends to outside the graph of layers";

  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry(
              "MaxNumBoundingBoxes", "of Keras works on bounding boxes, which are not supported"),
          Map.entry("FlaxLayer", "of Keras runs JAX code, which is not in the file"),
          Map.entry("JaxLayer", "of Keras runs JAX code, which is not in the file"),
          Map.entry("TorchModuleWrapper", "of Keras runs PyTorch code, which is not in the file"),
          Map.entry("TFSMLayer", "of Keras runs a SavedModel that is not in the file"),
          Map.entry("Addons>CorrelationCost", "of TensorFlow Addons runs a custom op"),
          Map.entry("AttentionWrapper", SEQ2SEQ),
          Map.entry("BahdanauAttention", SEQ2SEQ),
          Map.entry("BahdanauMonotonicAttention", SEQ2SEQ),
          Map.entry("LuongAttention", SEQ2SEQ),
          Map.entry("LuongMonotonicAttention", SEQ2SEQ),
          Map.entry(
              "CRF",
              "of keras-contrib has copies by that name which decode differently, and the file does"
                  + " not tell them apart"),
          Map.entry(
              "Capsule",
              "stores no regularizer, initializer and constraint, or is one of tf.keras: copies by"
                  + " that name route differently, and the file does not tell them apart"),
          Map.entry(
              "BilinearUpsampling",
              "has copies by that name that align the corners and others that do not, and the file"
                  + " does not tell them apart"),
          Map.entry(
              "custom>GroupNormalization",
              "is not Keras' own, which had none at the time: under the arguments that it has,"
                  + " copies by that name group differently, and the file does not tell them"
                  + " apart"),
          Map.entry(
              "MaskedConv1D",
              "of keras-bert has the arguments of Conv1D, as others by that name have that mask"
                  + " the kernel, and the file does not tell them apart"));

  private UnsupportedLayers() {}

  /** For behind the name of the layer. */
  static Optional<String> reason(String className) {
    return Optional.ofNullable(REASONS.get(className));
  }

  /** All of them, in alphabetical order. */
  static Map<String, String> all() {
    return new TreeMap<>(REASONS);
  }
}
