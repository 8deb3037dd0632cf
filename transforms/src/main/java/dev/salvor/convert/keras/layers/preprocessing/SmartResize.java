package dev.salvor.convert.keras.layers.preprocessing;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.ImageResize;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;

/**
 * Images brought to a size: stretched, or cut or padded to its aspect ratio first. Where a size is
 * known only at run time, {@link RunTimeWindow} computes the same there.
 */
public final class SmartResize {
  private final LayerCall call;
  private final int height;
  private final int width;
  private final String method;
  private final boolean antialias;

  public SmartResize(LayerCall call, int height, int width, String method, boolean antialias) {
    this.call = call;
    this.height = height;
    this.width = width;
    this.method = method;
    this.antialias = antialias;
  }

  /** Stretched; channels last, rank 4. */
  public KerasTensor stretch(KerasTensor x) {
    Shape shape = x.shape().with(1, height).with(2, width);
    return ImageResize.resize(
        call, x, call.graph().ints(height, width), shape, method, true, antialias);
  }

  /**
   * The largest middle part of the target's aspect ratio, then stretched (utils/image_utils.py,
   * smart_resize).
   */
  public KerasTensor crop(KerasTensor x) {
    if (!known(x)) {
      return stretch(new RunTimeWindow(call, x, height, width).cropped());
    }
    int[] size = size(x);
    int cropHeight = Math.max(1, Math.min(size[0], (int) ((float) (size[1] * height) / width)));
    int cropWidth = Math.max(1, Math.min(size[1], (int) ((float) (size[0] * width) / height)));
    int[] begin = {0, (size[0] - cropHeight) / 2, (size[1] - cropWidth) / 2, 0};
    Tensor cut =
        new Arithmetic(call.graph())
            .slice(x.tensor(), begin, new int[] {-1, cropHeight, cropWidth, -1});
    return stretch(KerasTensor.of(cut, x.shape().with(1, cropHeight).with(2, cropWidth)));
  }

  /**
   * Padded on both sides alike to the target's aspect ratio, then stretched (Keras 3.5 and later).
   */
  public KerasTensor pad(KerasTensor x, double fill) {
    if (!known(x)) {
      return stretch(new RunTimeWindow(call, x, height, width).padded(fill));
    }
    int[] size = size(x);
    int padHeight = Math.max(size[0], (int) ((float) (size[1] * height) / width));
    int padWidth = Math.max(size[1], (int) ((float) (size[0] * width) / height));
    int high = (padHeight - size[0]) / 2;
    int wide = (padWidth - size[1]) / 2;
    GraphBuilder graph = call.graph();
    Tensor paddings =
        graph.apply("Reshape", graph.ints(0, 0, high, high, wide, wide, 0, 0), graph.ints(4, 2));
    Tensor padded = graph.apply("PadV2", x.tensor(), paddings, graph.scalarLike(x.tensor(), fill));
    Shape shape = x.shape().with(1, size[0] + 2L * high).with(2, size[1] + 2L * wide);
    return stretch(KerasTensor.of(padded, shape));
  }

  static boolean known(KerasTensor x) {
    return x.shape().known(1) && x.shape().known(2);
  }

  private int[] size(KerasTensor x) {
    if (!known(x)) {
      throw call.refused("needs images of known size, not " + x.shape());
    }
    return new int[] {Math.toIntExact(x.shape().dim(1)), Math.toIntExact(x.shape().dim(2))};
  }

  /** The middle, where the image is no smaller than the target in both directions. */
  KerasTensor center(KerasTensor x) {
    if (!known(x)) {
      // stretching what has the size already changes nothing
      return stretch(new RunTimeWindow(call, x, height, width).centered());
    }
    int[] size = size(x);
    if (size[0] < height || size[1] < width) {
      return crop(x);
    }
    int[] begin = {0, (size[0] - height) / 2, (size[1] - width) / 2, 0};
    Tensor cut =
        new Arithmetic(call.graph()).slice(x.tensor(), begin, new int[] {-1, height, width, -1});
    return KerasTensor.of(cut, x.shape().with(1, height).with(2, width));
  }

  /**
   * RandomCrop of Keras 3.6 and 3.7: as large as the target from the corner where {@link #crop}
   * would begin, stretched where the image ends before (image_preprocessing/random_crop.py).
   */
  KerasTensor corner(KerasTensor x) {
    int[] size = size(x);
    int cropHeight = Math.max(1, Math.min(size[0], (int) ((float) (size[1] * height) / width)));
    int cropWidth = Math.max(1, Math.min(size[1], (int) ((float) (size[0] * width) / height)));
    int[] begin = {0, (size[0] - cropHeight) / 2, (size[1] - cropWidth) / 2, 0};
    int high = Math.min(height, size[0] - begin[1]);
    int wide = Math.min(width, size[1] - begin[2]);
    Tensor cut =
        new Arithmetic(call.graph()).slice(x.tensor(), begin, new int[] {-1, high, wide, -1});
    KerasTensor part = KerasTensor.of(cut, x.shape().with(1, high).with(2, wide));
    return high == height && wide == width ? part : stretch(part);
  }
}
