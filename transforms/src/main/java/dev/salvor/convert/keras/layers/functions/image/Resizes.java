package dev.salvor.convert.keras.layers.functions.image;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.elementwise.Casting;
import dev.salvor.convert.keras.layers.preprocessing.SmartResize;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.Tensor;

/** Images at another size, as the layer Resizing does it (keras/src/ops/image.py). */
public final class Resizes {
  private Resizes() {}

  public static KerasTensor of(FunctionCall call) {
    int[] size = call.integers("size");
    String fill = call.text("fill_mode", "constant");
    if (size.length != 2 || !fill.equals("constant")) {
      throw call.layer().refused("resizes with fill_mode " + fill);
    }
    KerasTensor x = call.tensor("x");
    SmartResize resize =
        new SmartResize(
            call.layer(),
            size[0],
            size[1],
            call.text("method", "bilinear"),
            call.flag("antialias", false));
    double value = call.number("fill_value", 0);
    boolean crop = call.flag("crop_to_aspect_ratio", false);
    boolean pad = call.flag("pad_to_aspect_ratio", false);
    KerasTensor resized = crop ? resize.crop(x) : pad ? resize.pad(x, value) : resize.stretch(x);
    Tensor result = resized.tensor();
    ElementType type = x.type();
    if (resized.type() != type && !type.floating() && call.layer().era().atLeast(3, 6)) {
      return Casting.rounded(call, resized, type);
    }
    return KerasTensor.of(call.math().cast(result, type), resized.shape());
  }
}
