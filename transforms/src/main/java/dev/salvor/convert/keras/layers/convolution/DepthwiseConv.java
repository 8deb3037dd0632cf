package dev.salvor.convert.keras.layers.convolution;

import dev.salvor.convert.keras.layers.DataFormat;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;

/** DepthwiseConv1D and 2D: each channel by itself; kernel {@code (…size, in, multiplier)}. */
public final class DepthwiseConv implements LayerConverter {
  private final int axes;

  public DepthwiseConv(int axes) {
    this.axes = axes;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    LayerConfig config = call.config();
    config.inert("filters");
    config.only("groups", 1);
    Window window = Window.of(call, axes);
    int multiplier = config.integer("depth_multiplier", 1);
    DataFormat format = DataFormat.of(call);
    KerasTensor x = format.toLast(call.graph(), call.input());
    long channels = x.shape().dim(-1);
    Tensor kernel = call.weight("depthwise_kernel", Depthwise.shape(window, channels, multiplier));
    Shape output = window.output(call, x.shape(), channels * multiplier);
    Depthwise.check(call, window);
    Tensor result = new Convolutions(call.graph()).depthwise(call, x, kernel, window);
    return Finish.of(call, format, KerasTensor.of(result, output), channels * multiplier);
  }
}
