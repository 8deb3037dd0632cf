package dev.salvor.convert.keras.layers.preprocessing;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.graph.Tensor;
import java.util.List;
import java.util.Set;

/**
 * Random augmentation: at inference the image, cast to the compute type by all but a few layers,
 * which leave integers as they are; before Keras 2.8 all do.
 */
public final class ImagePassThrough implements LayerConverter {
  private static final Set<String> UNCAST_2 = Set.of("RandomHeight", "RandomWidth");
  private static final Set<String> UNCAST_3 =
      Set.of(
          "MixUp",
          "RandomBrightness",
          "RandomColorDegeneration",
          "RandomColorJitter",
          "RandomContrast",
          "RandomGrayscale",
          "RandomHue",
          "RandomInvert",
          "RandomPosterization",
          "RandomSaturation");

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    call.config()
        .inert(
            "factor",
            "seed",
            "mode",
            "data_format",
            "value_range",
            "fill_mode",
            "fill_value",
            "interpolation",
            "height_factor",
            "width_factor",
            "bounding_box_format",
            "x_factor",
            "y_factor",
            "scale",
            "rate",
            "lower",
            "upper",
            "sigma",
            "kernel_size",
            "num_ops",
            "num_chains",
            "chain_depth",
            "alpha",
            "all_ops",
            "brightness_factor",
            "contrast_factor",
            "saturation_factor",
            "hue_factor",
            "addition_factor",
            "threshold_factor",
            "bins",
            "height_lower",
            "height_upper",
            "width_lower",
            "width_upper");
    KerasTensor x = call.input();
    if (!call.era().atLeast(2, 8)
        || (call.era().major() >= 3 ? UNCAST_3 : UNCAST_2).contains(call.className())) {
      return call.unmasked(x.tensor(), x.shape());
    }
    Tensor cast = new Arithmetic(call.graph()).cast(x.tensor(), call.computeType());
    return call.unmasked(cast, x.shape());
  }
}
