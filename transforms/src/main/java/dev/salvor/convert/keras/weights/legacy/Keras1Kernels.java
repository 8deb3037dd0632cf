package dev.salvor.convert.keras.weights.legacy;

import dev.salvor.convert.keras.weights.legacy.WeightParts.Part;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.format.tensor.TensorViews;
import dev.salvor.inspect.keras.architecture.Era;
import java.util.ArrayList;
import java.util.List;

/**
 * Keras 1 stored the kernels of channels-first convolutions filters first, those of Conv1D with an
 * extra axis and those of transposed convolutions with inputs and filters exchanged (keras 2.3.1
 * engine/saving.py, preprocess_weights_for_loading).
 */
final class Keras1Kernels implements ArrayRecipe {

  @Override
  public String id() {
    return "keras1/kernel-layout";
  }

  @Override
  public String description() {
    return "Kernels that Keras 1 stored in another order of axes were transposed.";
  }

  @Override
  public List<TensorData> apply(Part part, Era era, List<TensorData> arrays) {
    if (era.major() != 1 || arrays.isEmpty()) {
      return arrays;
    }
    TensorData kernel = arrays.get(0);
    Shape wanted = part.weights().get(0).shape();
    boolean first =
        part.layer().config().text("data_format", "channels_last").equals("channels_first");
    if (first && part.layer().className().equals("SeparableConv2D")) {
      return arrays.stream().map(array -> rank(array, 2, 3, 1, 0)).toList();
    }
    TensorData changed =
        switch (part.layer().className()) {
          case "Conv1D" -> kernel.shape().rank() == 4 ? conv1d(kernel, wanted) : kernel;
          case "Conv2D" -> first ? rank(kernel, 2, 3, 1, 0) : kernel;
          case "Conv2DTranspose" -> first ? rank(kernel, 2, 3, 0, 1) : rank(kernel, 0, 1, 3, 2);
          case "Conv3D" -> first ? rank(kernel, 2, 3, 4, 1, 0) : kernel;
          case "DepthwiseConv2D" ->
              first && !kernel.shape().equals(wanted) ? rank(kernel, 2, 3, 1, 0) : kernel;
          default -> kernel;
        };
    return changed == kernel ? arrays : replaceFirst(arrays, changed);
  }

  /** (filters, inputs, length, 1) or (length, 1, inputs, filters) to (length, inputs, filters). */
  private static TensorData conv1d(TensorData kernel, Shape wanted) {
    Shape shape = kernel.shape();
    boolean modern =
        shape.dim(0) == wanted.dim(0) && shape.dim(1) == 1 && shape.dim(3) == wanted.dim(2);
    TensorData ordered = modern ? kernel : TensorViews.transpose(kernel, 2, 3, 1, 0);
    Shape flat = Shape.of(ordered.shape().dim(0), ordered.shape().dim(2), ordered.shape().dim(3));
    return ordered.shape().dim(1) == 1 ? TensorViews.reshape(ordered, flat) : ordered;
  }

  private static TensorData rank(TensorData kernel, int... permutation) {
    return kernel.shape().rank() == permutation.length
        ? TensorViews.transpose(kernel, permutation)
        : kernel;
  }

  static List<TensorData> replaceFirst(List<TensorData> arrays, TensorData first) {
    List<TensorData> changed = new ArrayList<>(arrays);
    changed.set(0, first);
    return changed;
  }
}
