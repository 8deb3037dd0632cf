package dev.salvor.convert.keras.layers.preprocessing;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.graph.Tensor;

/**
 * RandomCrop at inference before Keras 2.7: the image shrunk until one side fits, its middle cut
 * (keras 2.6 layers/preprocessing/image_preprocessing.py).
 */
final class RandomCropBefore27 {
  private RandomCropBefore27() {}

  static KerasTensor apply(LayerCall call, KerasTensor x, int height, int width) {
    if (!x.shape().known(1) || !x.shape().known(2)) {
      throw call.refused("needs images of known size, not " + x.shape());
    }
    long high = x.shape().dim(1);
    long wide = x.shape().dim(2);
    boolean tall = (double) high / wide > (double) height / width;
    int resizedHeight = tall ? (int) ((double) (width * high) / wide) : height;
    int resizedWidth = tall ? width : (int) ((double) (height * wide) / high);
    KerasTensor resized =
        new SmartResize(call, resizedHeight, resizedWidth, "bilinear", false).stretch(x);
    int[] begin = {0, (resizedHeight - height) / 2, (resizedWidth - width) / 2, 0};
    Tensor cut =
        new Arithmetic(call.graph())
            .slice(resized.tensor(), begin, new int[] {-1, height, width, -1});
    return KerasTensor.of(cut, x.shape().with(1, height).with(2, width));
  }
}
