package dev.salvor.convert.keras.layers.functions.window;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.DataFormat;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.Arrays;
import java.util.Locale;

/** Greatest and least values under a moving kernel. */
public final class Morphology {
  private Morphology() {}

  public static KerasTensor dilation(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    return dilated(call, x, call.tensor("kernel", x.type()));
  }

  /** The dilation of the negative by the kernel turned around, negative. */
  public static KerasTensor erosion(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    KerasTensor kernel = call.tensor("kernel", x.type());
    Arithmetic math = call.math();
    Tensor turned = call.graph().apply("ReverseV2", kernel.tensor(), call.graph().ints(0, 1));
    KerasTensor negative = KerasTensor.of(math.neg(x.tensor()), x.shape());
    KerasTensor result = dilated(call, negative, KerasTensor.of(turned, kernel.shape()));
    return KerasTensor.of(math.neg(result.tensor()), result.shape());
  }

  private static KerasTensor dilated(FunctionCall call, KerasTensor x, KerasTensor kernel) {
    if (Formats.of(call) != DataFormat.CHANNELS_LAST || x.rank() != 4 || kernel.rank() != 3) {
      throw call.layer().refused("dilates " + x.shape() + " by " + kernel.shape());
    }
    int[] strides = Formats.spatial(call, "strides", DataFormat.CHANNELS_LAST, 2);
    int[] rates = Formats.spatial(call, "dilations", DataFormat.CHANNELS_LAST, 2);
    String padding = Formats.padding(call);
    Tensor result =
        call.graph()
            .op("Dilation2D")
            .in(x.tensor())
            .in(kernel.tensor())
            .attr("strides", attribute(strides))
            .attr("rates", attribute(rates))
            .attr("padding", padding.toUpperCase(Locale.ROOT))
            .out();
    Shape shape = x.shape();
    for (int i = 0; i < 2; i++) {
      int size = Math.toIntExact(kernel.shape().dim(i));
      shape =
          shape.with(1 + i, Shapes.window(shape.dim(1 + i), size, padding, strides[i], rates[i]));
    }
    return KerasTensor.of(result, shape);
  }

  private static int[] attribute(int[] plane) {
    int[] all = new int[4];
    Arrays.fill(all, 1);
    System.arraycopy(plane, 0, all, 1, 2);
    return all;
  }
}
