package dev.salvor.convert.keras.layers.preprocessing;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.DataFormat;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;

/**
 * The middle of an image, cut after stretching where the image is smaller. RandomCrop does the like
 * at inference, differently from version to version.
 */
public final class CenterCrop implements LayerConverter {
  private final boolean random;

  /**
   * @param random whether the layer is RandomCrop
   */
  public CenterCrop(boolean random) {
    this.random = random;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    LayerConfig config = call.config();
    config.inert("seed", "bounding_box_format");
    int height = config.integer("height");
    int width = config.integer("width");
    DataFormat format = DataFormat.of(call);
    KerasTensor in = format.toLast(call.graph(), call.input());
    if (in.rank() != 4) {
      throw call.refused("is called with images " + in.shape());
    }
    Arithmetic math = new Arithmetic(call.graph());
    KerasTensor x = KerasTensor.of(math.cast(in.tensor(), call.computeType()), in.shape());
    SmartResize resize = new SmartResize(call, height, width, "bilinear", false);
    KerasTensor result;
    if (!random) {
      result = resize.center(x);
    } else if (uncut(call)) {
      result = in;
    } else if (call.era().atLeast(3, 6)) {
      result = resize.corner(x);
    } else if (call.era().atLeast(2, 7)) {
      result = resize.crop(x);
    } else {
      result = RandomCropBefore27.apply(call, in, height, width);
    }
    KerasTensor moved = format.fromLast(call.graph(), result);
    boolean cut = in.shape().dim(1) >= height && in.shape().dim(2) >= width;
    boolean kept = random ? uncut(call) : cut && !call.era().atLeast(2, 8);
    ElementType type = kept ? in.type() : call.computeType();
    return call.unmasked(math.cast(moved.tensor(), type), moved.shape());
  }

  /** Keras 3.8 and later leave the image as it is. */
  private static boolean uncut(LayerCall call) {
    return call.era().atLeast(3, 8);
  }
}
