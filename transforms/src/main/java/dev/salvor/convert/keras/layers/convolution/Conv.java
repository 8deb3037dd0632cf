package dev.salvor.convert.keras.layers.convolution;

import dev.salvor.convert.keras.layers.DataFormat;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.TheanoPadding;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.List;

/**
 * Conv1D to 3D, with groups, dilation and causal padding; kernel {@code (…size, in / groups, out)}.
 */
public final class Conv implements LayerConverter {
  private final int axes;

  public Conv(int axes) {
    this.axes = axes;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    call.config().inert("lora_rank", "lora_alpha");
    Window window = Window.of(call, axes);
    int filters = call.config().integer("filters");
    int groups = call.config().integer("groups", 1);
    DataFormat format = DataFormat.of(call);
    KerasTensor x = format.toLast(call.graph(), call.input());
    long channels = x.shape().dim(-1);
    if (groups < 1 || (channels != Shape.UNKNOWN && channels % groups != 0)) {
      throw call.refused("has " + groups + " groups for " + channels + " channels");
    }
    if (window.dilated() && window.strided()) {
      throw call.refused("has both strides and dilation, which Keras does not compute");
    }
    long[] shape = new long[axes + 2];
    for (int i = 0; i < axes; i++) {
      shape[i] = window.size()[i];
    }
    shape[axes] = channels == Shape.UNKNOWN ? channels : channels / groups;
    shape[axes + 1] = filters;
    Tensor kernel = call.weight("kernel", shape);
    Shape output = window.output(call, x.shape(), filters);
    Convolutions ops = new Convolutions(call.graph());
    Tensor result =
        BatchAxes.single(
            call.graph(),
            x,
            axes,
            output,
            folded ->
                TheanoPadding.applies(call, window.padding())
                    ? ops.convolve(
                        TheanoPadding.convolution(call.graph(), folded, window.reaches()),
                        kernel,
                        window.padded("valid"),
                        groups)
                    : ops.convolve(folded, kernel, window, groups));
    return Finish.of(call, format, KerasTensor.of(result, output), filters);
  }
}
