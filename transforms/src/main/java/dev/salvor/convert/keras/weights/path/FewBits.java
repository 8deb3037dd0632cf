package dev.salvor.convert.keras.weights.path;

import dev.salvor.convert.keras.weights.BuiltLayer;
import dev.salvor.format.hdf5.Dataset;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.inspect.keras.architecture.Quantization;
import dev.salvor.inspect.keras.architecture.Quantization.Mode;
import java.util.List;
import java.util.Optional;

/** Layers with weights in few bits: the order of their arrays, and what Keras left out of files. */
final class FewBits {
  private FewBits() {}

  /** How the layer keeps its weights; empty for one that keeps them as floats. */
  static Optional<Quantization> of(BuiltLayer layer) {
    return Quantization.concerns(layer.className())
        ? Quantization.of(layer.config())
        : Optional.empty();
  }

  /** Why the arrays of a layer are not those that its configuration says, where that is known. */
  static String reason(BuiltLayer layer, List<Dataset> arrays) {
    Optional<Quantization> quantization = of(layer);
    boolean calibrated =
        quantization
            .filter(found -> found.mode() == Mode.GPTQ || found.mode() == Mode.AWQ)
            .isPresent();
    if (calibrated && arrays.size() < layer.own().size()) {
      return "; Keras 3.14 and 3.15 leave the zero points of GPTQ and AWQ out of files, which no"
          + " version can load: quantize and save with another";
    }
    boolean bytes =
        arrays.stream()
            .anyMatch(
                array -> array.type() == ElementType.INT8 || array.type() == ElementType.UINT8);
    if (bytes && quantization.isEmpty()) {
      return "; it was quantized inside a layer whose configuration does not say how, which Keras"
          + " cannot load either: quantize with filters that leave such layers out";
    }
    return "";
  }
}
