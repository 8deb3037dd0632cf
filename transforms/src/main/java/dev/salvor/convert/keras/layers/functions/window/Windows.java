package dev.salvor.convert.keras.layers.functions.window;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.functions.call.Channels;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Pooling and convolution as functions. */
public final class Windows {
  private Windows() {}

  /** Max or average pooling over 1 to 3 axes, channels last. */
  public static FunctionBody.Single pool(boolean max) {
    return call -> {
      KerasTensor x = call.tensor("x");
      Channels.requireLast(call);
      int axes = x.rank() - 2;
      int[] size = spatial(call, "ksize", axes);
      int[] strides = call.has("strides") ? spatial(call, "strides", axes) : size;
      String padding = call.text("padding", "valid").toLowerCase(Locale.ROOT);
      boolean line = axes == 1;
      Tensor input = line ? call.math().expand(x.tensor(), 1) : x.tensor();
      Tensor pooled =
          call.graph()
              .op((max ? "MaxPool" : "AvgPool") + (axes == 3 ? "3D" : ""))
              .in(input)
              .attr("ksize", attribute(size, line))
              .attr("strides", attribute(strides, line))
              .attr("padding", padding.toUpperCase(Locale.ROOT))
              .out();
      Shape shape = x.shape();
      for (int i = 0; i < axes; i++) {
        shape = shape.with(1 + i, Shapes.window(shape.dim(1 + i), size[i], padding, strides[i], 1));
      }
      return KerasTensor.of(line ? call.math().squeeze(pooled, 1) : pooled, shape);
    };
  }

  /** One number for all axes, one an axis, or TensorFlow's list with batch and channels. */
  private static int[] spatial(FunctionCall call, String name, int axes) {
    int[] given = call.has(name) ? call.integers(name) : new int[] {1};
    if (given.length == 1) {
      int[] all = new int[axes];
      Arrays.fill(all, given[0]);
      return all;
    }
    if (given.length == axes + 2 && given[0] == 1 && given[axes + 1] == 1) {
      return Arrays.copyOfRange(given, 1, axes + 1);
    }
    if (given.length != axes) {
      throw call.layer().refused("has " + name + " " + Arrays.toString(given));
    }
    return given;
  }

  private static int[] attribute(int[] values, boolean line) {
    int[] all = new int[values.length + (line ? 3 : 2)];
    Arrays.fill(all, 1);
    System.arraycopy(values, 0, all, line ? 2 : 1, values.length);
    return all;
  }

  /** A convolution over 1 to 2 axes, channels last, with a kernel that is an argument. */
  static KerasTensor convolve(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    KerasTensor kernel = call.tensor("kernel", x.type());
    Channels.requireLast(call);
    int axes = x.rank() - 2;
    int[] strides = spatial(call, "strides", axes);
    int[] dilation = spatial(call, "dilations", axes);
    String padding = call.text("padding", "valid").toLowerCase(Locale.ROOT);
    if (axes > 2 || !List.of("valid", "same").contains(padding)) {
      throw call.layer().refused("convolves " + axes + " axes with padding " + padding);
    }
    boolean line = axes == 1;
    Arithmetic math = call.math();
    Tensor result =
        call.graph()
            .op("Conv2D")
            .in(line ? math.expand(x.tensor(), 1) : x.tensor())
            .in(line ? math.expand(kernel.tensor(), 0) : kernel.tensor())
            .attr("strides", attribute(strides, line))
            .attr("dilations", attribute(dilation, line))
            .attr("padding", padding.toUpperCase(Locale.ROOT))
            .out();
    Shape shape = x.shape().with(-1, kernel.shape().dim(-1));
    for (int i = 0; i < axes; i++) {
      int size = Math.toIntExact(kernel.shape().dim(i));
      shape =
          shape.with(
              1 + i, Shapes.window(shape.dim(1 + i), size, padding, strides[i], dilation[i]));
    }
    return KerasTensor.of(line ? math.squeeze(result, 1) : result, shape);
  }

  static KerasTensor depthwise(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    KerasTensor kernel = call.tensor("kernel", x.type());
    Channels.requireLast(call);
    int[] strides = spatial(call, "strides", 2);
    int[] dilation = spatial(call, "dilations", 2);
    String padding = call.text("padding", "valid").toLowerCase(Locale.ROOT);
    if (x.rank() != 4 || dilation[0] * dilation[1] != 1 || strides[0] != strides[1]) {
      throw call.layer().refused("convolves depthwise in a way that is not supported");
    }
    Tensor result =
        call.graph()
            .op("DepthwiseConv2dNative")
            .in(x.tensor())
            .in(kernel.tensor())
            .attr("strides", attribute(strides, false))
            .attr("padding", padding.toUpperCase(Locale.ROOT))
            .out();
    long channels = kernel.shape().dim(2) * kernel.shape().dim(3);
    Shape shape = x.shape().with(-1, channels);
    for (int i = 0; i < 2; i++) {
      int size = Math.toIntExact(kernel.shape().dim(i));
      shape = shape.with(1 + i, Shapes.window(shape.dim(1 + i), size, padding, strides[i], 1));
    }
    return KerasTensor.of(result, shape);
  }
}
