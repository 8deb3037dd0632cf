package dev.salvor.convert.keras.weights.path;

import dev.salvor.convert.keras.weights.BuiltLayer;
import dev.salvor.convert.keras.weights.Weight;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.hdf5.Dataset;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.inspect.keras.architecture.Quantization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * Kernels that are stored as integers with scales: {@code kernel}, {@code bias} where there is one,
 * {@code kernel_scale} (keras 3.5 to 3.15, src/layers/core, save_own_variables).
 */
final class QuantizedArrays {
  private QuantizedArrays() {}

  /** The quantization by which the arrays of {@code layer} are to be read. */
  static Optional<Quantization> of(BuiltLayer layer) {
    return Quantization.concerns(layer.className())
        ? Quantization.of(layer.config())
        : Optional.empty();
  }

  /**
   * @param weights the layer's, the kernel first
   * @param arrays in stored order, one more
   * @return the kernel in the shape of its variable
   */
  static TensorData kernel(
      BuiltLayer layer, Quantization quantization, List<Weight> weights, List<Dataset> arrays) {
    Weight kernel = weights.get(0);
    Dataset values = arrays.get(0);
    Dataset scale = arrays.get(arrays.size() - 1);
    int packed = quantization.bits() == 8 ? -1 : packedAxis(layer);
    Shape expected =
        packed < 0
            ? kernel.shape()
            : kernel.shape().with(packed, (kernel.shape().dim(packed) + 1) / 2);
    int[] strides = strides(layer, kernel.shape());
    long scales = 1;
    for (int axis = 0; axis < strides.length; axis++) {
      scales *= strides[axis] == 0 ? 1 : kernel.shape().dim(axis);
    }
    if (values.type() != ElementType.INT8
        || !values.shape().equals(expected)
        || scale.type() != ElementType.FLOAT32
        || scale.shape().elements() != scales) {
      throw mismatch(
          layer,
          String.format(
              "%s should be int8 %s with %d scales, the file holds %s %s with %s",
              kernel.name(), expected, scales, values.type().id(), values.shape(), scale.shape()));
    }
    return new DequantizedTensor(
        values.data(), kernel.shape(), floats(scale.data()), strides, packed);
  }

  /** The axis that is contracted, of several the first; a table is packed along its rows. */
  private static int packedAxis(BuiltLayer layer) {
    return switch (layer.className()) {
      case "Embedding" -> 1;
      case "EinsumDense" -> Math.max(0, Equation.of(layer).firstContracted());
      default -> 0;
    };
  }

  /** One scale for each output: a column of a kernel, a row of a table. */
  private static int[] strides(BuiltLayer layer, Shape kernel) {
    return switch (layer.className()) {
      case "Embedding" -> new int[] {1, 0};
      case "EinsumDense" -> Equation.of(layer).strides(kernel);
      default -> new int[] {0, 1};
    };
  }

  /** The letters of {@code abc,cd->abd}. */
  private record Equation(String kernel, String output) {
    static Equation of(BuiltLayer layer) {
      String[] sides = layer.config().text("equation").replace(" ", "").split("[,>]", -1);
      if (sides.length != 3) {
        throw mismatch(layer, "its equation is malformed");
      }
      return new Equation(sides[1].replace("-", ""), sides[2]);
    }

    int firstContracted() {
      for (int i = 0; i < kernel.length(); i++) {
        if (output.indexOf(kernel.charAt(i)) < 0) {
          return i;
        }
      }
      return -1;
    }

    /** Scales lie in the order of the output's axes. */
    int[] strides(Shape shape) {
      int[] strides = new int[kernel.length()];
      int stride = 1;
      for (int i = output.length() - 1; i >= 0; i--) {
        int axis = kernel.indexOf(output.charAt(i));
        if (axis >= 0) {
          strides[axis] = stride;
          stride = Math.toIntExact(Math.multiplyExact(stride, shape.dim(axis)));
        }
      }
      return strides;
    }
  }

  private static float[] floats(TensorData data) {
    int count = Math.toIntExact(data.shape().elements());
    ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try {
      data.read(0, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    float[] values = new float[count];
    bytes.flip().asFloatBuffer().get(values);
    return values;
  }

  private static ArtifactException mismatch(BuiltLayer layer, String message) {
    return Finding.of(
            Rule.KERAS_WEIGHTS_MISMATCH,
            Location.layer(layer.config().path()),
            "quantized weights of layer %s do not fit: %s",
            layer.config().path(),
            message)
        .exception();
  }
}
