package dev.salvor.convert.keras.layers.convolution;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.DataFormat;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.Arrays;
import java.util.List;

/**
 * SeparableConv1D and 2D: each channel by itself, then across channels; kernels {@code (…size, in,
 * multiplier)} and {@code (…1, in * multiplier, filters)}.
 */
public final class SeparableConv implements LayerConverter {
  private final int axes;

  public SeparableConv(int axes) {
    this.axes = axes;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    LayerConfig config = call.config();
    config.only("groups", 1);
    Window window = Window.of(call, axes);
    int filters = config.integer("filters");
    int multiplier = config.integer("depth_multiplier", 1);
    DataFormat format = DataFormat.of(call);
    KerasTensor x = format.toLast(call.graph(), call.input());
    long channels = x.shape().dim(-1);
    Tensor depthwise =
        call.weight("depthwise_kernel", Depthwise.shape(window, channels, multiplier));
    int[] ones = new int[axes];
    Arrays.fill(ones, 1);
    Window point = new Window(ones, ones, ones, "valid");
    long[] shape = Depthwise.shape(point, channels * multiplier, filters);
    Tensor pointwise = call.weight("pointwise_kernel", shape);
    Shape output = window.output(call, x.shape(), filters);
    Depthwise.check(call, window);
    Convolutions ops = new Convolutions(call.graph());
    KerasTensor input = x;
    Window moved = window;
    if (window.padding().equals("causal")) {
      int[] before = new int[3];
      before[1] = window.reach(0) - 1;
      Tensor padded = new Arithmetic(call.graph()).pad(x.tensor(), before, new int[3]);
      long length = x.shape().dim(1);
      input =
          KerasTensor.of(
              padded, length == Shape.UNKNOWN ? x.shape() : x.shape().with(1, length + before[1]));
      moved = window.padded("valid");
    }
    Tensor each = ops.depthwise(call, input, depthwise, moved);
    Shape between = output.with(-1, channels * multiplier);
    Tensor result = ops.convolve(KerasTensor.of(each, between), pointwise, point, 1);
    return Finish.of(call, format, KerasTensor.of(result, output), filters);
  }
}
