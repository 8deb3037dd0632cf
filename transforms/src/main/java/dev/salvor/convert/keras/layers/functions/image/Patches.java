package dev.salvor.convert.keras.layers.functions.image;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.functions.call.Dimensions;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.Locale;

/** Parts of images. */
public final class Patches {
  private Patches() {}

  /** Patches in the channels; sizes, strides and rates count batch and channels as 1. */
  public static KerasTensor images(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] sizes = call.integers("sizes");
    int[] strides = call.integers("strides");
    int[] rates = call.integers("rates");
    String padding = call.text("padding", "").toUpperCase(Locale.ROOT);
    if (x.rank() != 4 || sizes.length != 4 || strides.length != 4 || rates.length != 4) {
      throw call.layer().refused("takes patches of " + x.shape());
    }
    Tensor patches =
        call.graph()
            .op("ExtractImagePatches")
            .in(x.tensor())
            .attr("ksizes", sizes)
            .attr("strides", strides)
            .attr("rates", rates)
            .attr("padding", padding)
            .out();
    Shape shape = x.shape();
    String lower = padding.toLowerCase(Locale.ROOT);
    for (int i = 1; i < 3; i++) {
      shape = shape.with(i, Shapes.window(shape.dim(i), sizes[i], lower, strides[i], rates[i]));
    }
    long depth = shape.dim(3);
    return KerasTensor.of(patches, shape.with(3, depth < 0 ? depth : depth * sizes[1] * sizes[2]));
  }

  /** What lies outside is noise, unless that is zero. */
  public static FunctionBody.Single glimpse(String op) {
    return call -> glimpse(call, op);
  }

  private static KerasTensor glimpse(FunctionCall call, String op) {
    KerasTensor x = call.tensor("x");
    if (!call.text("noise", "uniform").equals("zero")) {
      throw call.layer().refused("fills what lies outside of the image with random noise");
    }
    call.flag("uniform_noise", false);
    Dimensions size = Dimensions.of(call, "size");
    Tensor offsets = call.tensor("offsets", ElementType.FLOAT32).tensor();
    Tensor glimpse =
        call.graph()
            .op(op)
            .in(x.tensor())
            .in(size.vector())
            .in(offsets)
            .attr("centered", call.flag("centered", true))
            .attr("normalized", call.flag("normalized", true))
            .attr("noise", "zero")
            .attr("uniform_noise", false)
            .out();
    return KerasTensor.of(
        glimpse, x.shape().with(1, size.known().dim(0)).with(2, size.known().dim(1)));
  }
}
