package dev.salvor.convert.keras.weights.legacy;

import dev.salvor.convert.keras.weights.legacy.WeightParts.Part;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.format.tensor.TensorViews;
import dev.salvor.inspect.keras.architecture.Era;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Theano convolves with flipped kernels: those trained there are reversed along all spatial axes
 * (keras 2.3.1 utils/conv_utils.py, convert_kernel). tf.keras never did and computes something
 * else.
 */
final class TheanoKernels implements ArrayRecipe {
  private static final Set<String> FLIPPED =
      Set.of("Conv1D", "Conv2D", "Conv3D", "Conv2DTranspose", "ConvLSTM2D", "ConvLSTM2DCell");

  @Override
  public String id() {
    return "keras2/theano-kernels";
  }

  @Override
  public String description() {
    return "Convolution kernels trained with Theano were flipped: it convolves, TensorFlow correlates.";
  }

  @Override
  public List<TensorData> apply(Part part, Era era, List<TensorData> arrays) {
    if (!"theano".equals(era.backend()) || !FLIPPED.contains(part.layer().className())) {
      return arrays;
    }
    List<TensorData> changed = new ArrayList<>(arrays);
    int kernels = part.layer().className().startsWith("ConvLSTM") ? 2 : 1;
    for (int i = 0; i < Math.min(kernels, changed.size()); i++) {
      TensorData kernel = changed.get(i);
      int spatial = kernel.shape().rank() - 2;
      changed.set(i, TensorViews.flip(kernel, IntStream.range(0, spatial).toArray()));
    }
    return changed;
  }
}
