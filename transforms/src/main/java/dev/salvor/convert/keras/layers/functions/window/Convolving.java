package dev.salvor.convert.keras.layers.functions.window;

import dev.salvor.convert.keras.layers.DataFormat;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.convolution.BatchAxes;
import dev.salvor.convert.keras.layers.convolution.Convolutions;
import dev.salvor.convert.keras.layers.convolution.Window;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.List;

/** {@code tf.nn.convolution} and its kin in all ranks and formats, with all paddings. */
public final class Convolving {
  private Convolving() {}

  /** The axes are those of the kernel; it has fewer channels where there are groups. */
  public static KerasTensor convolution(FunctionCall call) {
    DataFormat format = Formats.of(call);
    KerasTensor given = format.toLast(call.graph(), call.tensor("x"));
    KerasTensor kernel = kernel(call, "kernel", given);
    int axes = kernel.rank() - 2;
    Padded padded = Padded.of(call, format, given, axes, 0);
    KerasTensor x = padded.x();
    Window window = window(call, format, kernel, axes, padded.padding());
    long channels = x.shape().dim(-1);
    long each = kernel.shape().dim(-2);
    if (channels < 1 || axes < 1 || axes > 3 || channels % each != 0) {
      throw call.layer().refused("convolves " + x.shape() + " by " + kernel.shape());
    }
    int groups = Math.toIntExact(channels / each);
    Shape output = window.output(call.layer(), x.shape(), kernel.shape().dim(-1));
    Convolutions ops = new Convolutions(call.graph());
    Tensor result =
        BatchAxes.single(
            call.graph(),
            x,
            axes,
            output,
            folded -> ops.convolve(folded, kernel.tensor(), window, groups));
    return format.fromLast(call.graph(), KerasTensor.of(result, output));
  }

  static KerasTensor kernel(FunctionCall call, String name, KerasTensor x) {
    KerasTensor kernel = call.tensor(name, x.type());
    if (!kernel.shape().fullyKnown() || kernel.rank() < 3) {
      throw call.layer().refused("has a kernel of unknown size " + kernel.shape());
    }
    return kernel;
  }

  /** Its channels are those of the input, where a computed kernel does not say how many. */
  private static KerasTensor deepKernel(FunctionCall call, KerasTensor x) {
    KerasTensor kernel = call.tensor("kernel", x.type());
    boolean open = kernel.rank() == 4 && !kernel.shape().known(2);
    if (!open) {
      return kernel(call, "kernel", x);
    }
    Shape shape = kernel.shape().with(2, x.shape().dim(-1));
    if (!shape.fullyKnown()) {
      throw call.layer().refused("has a kernel of unknown size " + shape);
    }
    return KerasTensor.of(kernel.tensor(), shape);
  }

  static Window window(
      FunctionCall call, DataFormat format, KerasTensor kernel, int axes, String padding) {
    int[] size = new int[axes];
    for (int i = 0; i < axes; i++) {
      size[i] = Math.toIntExact(kernel.shape().dim(i));
    }
    int[] strides = Formats.spatial(call, "strides", format, axes);
    int[] dilation = Formats.spatial(call, "dilations", format, axes);
    for (int i = 0; i < axes; i++) {
      if (size[i] < 1 || strides[i] < 1 || dilation[i] < 1) {
        throw call.layer().refused("has a kernel, stride or dilation of less than 1");
      }
    }
    return new Window(size, strides, dilation, padding);
  }

  public static KerasTensor depthwise(FunctionCall call) {
    DataFormat format = Formats.of(call);
    return format.fromLast(call.graph(), channelByChannel(call, format));
  }

  private static KerasTensor channelByChannel(FunctionCall call, DataFormat format) {
    KerasTensor given = format.toLast(call.graph(), call.tensor("x"));
    KerasTensor kernel = deepKernel(call, given);
    Padded padded = Padded.of(call, format, given, 2, 0);
    KerasTensor x = padded.x();
    Window window = window(call, format, kernel, 2, padded.padding());
    int[] strides = window.strides();
    boolean dilated = window.dilation()[0] * window.dilation()[1] > 1;
    boolean fits = x.rank() == 4 && kernel.rank() == 4 && strides[0] == strides[1];
    if (!fits || (dilated && strides[0] > 1)) {
      throw call.layer()
          .refused("convolves " + x.shape() + " depthwise in a way that TensorFlow does not");
    }
    long channels = kernel.shape().dim(2) * kernel.shape().dim(3);
    Tensor result =
        new Convolutions(call.graph()).depthwise(call.layer(), x, kernel.tensor(), window);
    return KerasTensor.of(result, window.output(call.layer(), x.shape(), channels));
  }

  /** Depthwise, then across the channels. */
  public static KerasTensor separable(FunctionCall call) {
    DataFormat format = Formats.of(call);
    KerasTensor deep = channelByChannel(call, format);
    KerasTensor point = kernel(call, "point", deep);
    Tensor result =
        call.graph()
            .op("Conv2D")
            .in(deep.tensor())
            .in(point.tensor())
            .attr("strides", List.of(1, 1, 1, 1))
            .attr("padding", "VALID")
            .out();
    Shape shape = deep.shape().with(-1, point.shape().dim(-1));
    return format.fromLast(call.graph(), KerasTensor.of(result, shape));
  }
}
