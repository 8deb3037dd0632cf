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
              "Capsule", "of keras-contrib computes what the version of Keras makes of batch_dot"),
          Map.entry(
              "custom>GroupNormalization",
              "is not Keras' own, which had none at the time: keras-contrib and others grouped"
                  + " differently"),
          Map.entry("BatchRenormalization", "of keras-contrib is not supported"),
          Map.entry("CosineConvolution2D", "of keras-contrib is not supported"),
          Map.entry("NASRNN", "of keras-contrib is not supported"),
          Map.entry("MultiHead", "of keras-multi-head is not supported"),
          Map.entry("MaskedConv1D", "of keras-bert is not supported"));

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
