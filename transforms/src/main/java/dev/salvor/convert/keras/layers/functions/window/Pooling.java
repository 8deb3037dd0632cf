package dev.salvor.convert.keras.layers.functions.window;

import dev.salvor.convert.keras.layers.DataFormat;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.convolution.Convolutions;
import dev.salvor.convert.keras.layers.convolution.Window;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.elementwise.Numbers;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** {@code tf.nn.pool} and its kin over 1 to 3 axes. */
public final class Pooling {
  private Pooling() {}

  /** Strides are 1 where none are given; an explicit padding never is the greatest. */
  public static FunctionBody.Single pool(boolean max) {
    return call -> pool(call, max);
  }

  public static KerasTensor any(FunctionCall call) {
    String type = call.text("type", "");
    if (!type.equals("MAX") && !type.equals("AVG")) {
      throw call.layer().refused("pools by " + type);
    }
    return pool(call, type.equals("MAX"));
  }

  private static KerasTensor pool(FunctionCall call, boolean max) {
    DataFormat format = Formats.of(call);
    KerasTensor given = format.toLast(call.graph(), call.tensor("x"));
    int axes = given.rank() - 2;
    double least = given.type().floating() ? -Numbers.greatest(given.type()) : 0;
    Padded padded = Padded.of(call, format, given, axes, least);
    if (axes < 1 || axes > 3 || (!max && Formats.padding(call).equals("explicit"))) {
      throw call.layer().refused("pools " + given.shape());
    }
    KerasTensor x = padded.x();
    Window window =
        new Window(
            Formats.spatial(call, "ksize", format, axes),
            Formats.spatial(call, "strides", format, axes),
            Formats.spatial(call, "dilations", format, axes),
            padded.padding());
    boolean dilated = Arrays.stream(window.dilation()).anyMatch(rate -> rate > 1);
    boolean strided = Arrays.stream(window.strides()).anyMatch(stride -> stride > 1);
    if (dilated && strided) {
      throw call.layer().refused("has both strides and dilation, which TensorFlow does not");
    }
    Tensor result =
        dilated
            ? new Convolutions(call.graph())
                .undilated(x, window, (folded, plain) -> pooled(call, folded, plain, max))
            : pooled(call, x.tensor(), window, max);
    Shape shape = window.output(call.layer(), x.shape(), x.shape().dim(-1));
    return format.fromLast(call.graph(), KerasTensor.of(result, shape));
  }

  private static Tensor pooled(FunctionCall call, Tensor x, Window window, boolean max) {
    int axes = window.size().length;
    boolean line = axes == 1;
    Tensor pooled =
        call.graph()
            .op((max ? "MaxPool" : "AvgPool") + (axes == 3 ? "3D" : ""))
            .in(line ? call.math().expand(x, 1) : x)
            .attr("ksize", attribute(window.size()))
            .attr("strides", attribute(window.strides()))
            .attr("padding", window.padding().toUpperCase(Locale.ROOT))
            .out();
    return line ? call.math().squeeze(pooled, 1) : pooled;
  }

  /** 1 for batch and channels, and for the axis that a line has not. */
  private static int[] attribute(int[] values) {
    int extra = values.length == 1 ? 2 : 1;
    int[] all = new int[values.length + extra + 1];
    Arrays.fill(all, 1);
    System.arraycopy(values, 0, all, extra, values.length);
    return all;
  }

  /** And where each lies in its flat image, or in the flat batch. */
  public static List<KerasTensor> withPositions(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    if (Formats.of(call) != DataFormat.CHANNELS_LAST || x.rank() != 4) {
      throw call.layer().refused("pools " + x.shape());
    }
    int[] size = Formats.spatial(call, "ksize", DataFormat.CHANNELS_LAST, 2);
    int[] strides = Formats.spatial(call, "strides", DataFormat.CHANNELS_LAST, 2);
    Window window = new Window(size, strides, new int[] {1, 1}, Formats.padding(call));
    Shape shape = window.output(call.layer(), x.shape(), x.shape().dim(-1));
    return call
        .graph()
        .op("MaxPoolWithArgmax")
        .in(x.tensor())
        .attr("ksize", attribute(size))
        .attr("strides", attribute(strides))
        .attr("padding", window.padding().toUpperCase(Locale.ROOT))
        .attr("Targmax", call.type("type").orElse(ElementType.INT64))
        .attr("include_batch_in_index", call.flag("batch", false))
        .outs()
        .stream()
        .map(part -> KerasTensor.of(part, shape))
        .toList();
  }
}
