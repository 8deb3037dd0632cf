package dev.salvor.convert.keras.weights.legacy;

import dev.salvor.convert.keras.weights.legacy.WeightParts.Part;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.format.tensor.TensorViews;
import dev.salvor.inspect.keras.architecture.Era;
import java.util.List;
import java.util.Set;

/**
 * A convolution kernel that still has another shape is taken as (filters, inputs, rows, columns),
 * as every Keras 2 does (keras 2.3.1 engine/saving.py, end of preprocess_weights_for_loading).
 */
final class KernelAxes implements ArrayRecipe {
  private static final Set<String> LAYERS =
      Set.of("Conv1D", "Conv2D", "Conv3D", "Conv2DTranspose", "ConvLSTM2DCell");

  @Override
  public String id() {
    return "keras2/kernel-axes";
  }

  @Override
  public String description() {
    return "A kernel stored filters first was transposed.";
  }

  @Override
  public List<TensorData> apply(Part part, Era era, List<TensorData> arrays) {
    if (arrays.isEmpty() || !LAYERS.contains(part.layer().className())) {
      return arrays;
    }
    Shape wanted = part.weights().get(0).shape();
    TensorData kernel = arrays.get(0);
    if (kernel.shape().equals(wanted) || kernel.shape().rank() != 4 || wanted.rank() != 4) {
      return arrays;
    }
    TensorData moved = TensorViews.transpose(kernel, 3, 2, 0, 1);
    return moved.shape().equals(wanted) ? Keras1Kernels.replaceFirst(arrays, moved) : arrays;
  }
}
