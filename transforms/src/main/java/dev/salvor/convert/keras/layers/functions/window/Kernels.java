package dev.salvor.convert.keras.layers.functions.window;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.convolution.ConvTranspose;
import dev.salvor.convert.keras.layers.convolution.Convolutions;
import dev.salvor.convert.keras.layers.convolution.Depthwise;
import dev.salvor.convert.keras.layers.convolution.Window;
import dev.salvor.convert.keras.layers.functions.call.Channels;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.Arrays;
import java.util.Locale;

/**
 * Convolutions of Keras 3 whose kernel is an argument, built as the layers are
 * (keras/src/ops/nn.py).
 */
public final class Kernels {
  private Kernels() {}

  public static KerasTensor convolve(FunctionCall call) {
    return Channels.last(Kernels::plain).apply(call);
  }

  private static KerasTensor plain(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    KerasTensor kernel = kernel(call, "kernel", x);
    Window window = window(call, x, kernel);
    long channels = x.shape().dim(-1);
    long taken = kernel.shape().dim(-2);
    if (channels < 1 || taken < 1 || channels % taken != 0) {
      throw call.layer().refused("convolves " + x.shape() + " with " + kernel.shape());
    }
    Shape output = window.output(call.layer(), x.shape(), kernel.shape().dim(-1));
    int groups = Math.toIntExact(channels / taken);
    Tensor result = new Convolutions(call.graph()).convolve(x, kernel.tensor(), window, groups);
    return KerasTensor.of(result, output);
  }

  public static KerasTensor depthwise(FunctionCall call) {
    return Channels.last(Kernels::each).apply(call);
  }

  /** Each channel by itself. */
  private static KerasTensor each(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    KerasTensor kernel = kernel(call, "kernel", x);
    Window window = window(call, x, kernel);
    Depthwise.check(call.layer(), window);
    long channels = kernel.shape().dim(-2) * kernel.shape().dim(-1);
    Shape output = window.output(call.layer(), x.shape(), channels);
    Tensor result =
        new Convolutions(call.graph()).depthwise(call.layer(), x, kernel.tensor(), window);
    return KerasTensor.of(result, output);
  }

  public static KerasTensor separable(FunctionCall call) {
    return Channels.last(Kernels::pointwise).apply(call);
  }

  /** Each channel by itself, then all of them at each place. */
  private static KerasTensor pointwise(FunctionCall call) {
    KerasTensor deep = each(call);
    KerasTensor kernel = kernel(call, "pointwise", deep);
    int axes = deep.rank() - 2;
    int[] ones = new int[axes];
    Arrays.fill(ones, 1);
    Window point = new Window(ones, ones, ones, "valid");
    Tensor result = new Convolutions(call.graph()).convolve(deep, kernel.tensor(), point, 1);
    return KerasTensor.of(result, deep.shape().with(-1, kernel.shape().dim(-1)));
  }

  public static KerasTensor transposed(FunctionCall call) {
    return Channels.last(Kernels::spread).apply(call);
  }

  private static KerasTensor spread(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    KerasTensor kernel = kernel(call, "kernel", x);
    Window window = window(call, x, kernel);
    int axes = x.rank() - 2;
    int[] extra = call.has("output_padding") ? each(call, "output_padding", axes) : null;
    return new ConvTranspose(axes).apply(call.graph(), x, kernel, window, extra);
  }

  private static KerasTensor kernel(FunctionCall call, String name, KerasTensor x) {
    KerasTensor kernel = call.tensor(name, x.type());
    int axes = x.rank() - 2;
    boolean known = kernel.rank() == x.rank() && kernel.shape().fullyKnown();
    if (axes < 1 || axes > 3 || !known || kernel.type() != x.type()) {
      throw call.layer().refused("convolves " + x.shape() + " with " + kernel.shape());
    }
    return kernel;
  }

  private static Window window(FunctionCall call, KerasTensor x, KerasTensor kernel) {
    int axes = x.rank() - 2;
    int[] size = new int[axes];
    for (int i = 0; i < axes; i++) {
      size[i] = Math.toIntExact(kernel.shape().dim(i));
    }
    String padding = call.text("padding", "valid").toLowerCase(Locale.ROOT);
    int[] strides = each(call, "strides", axes);
    int[] dilations = each(call, "dilations", axes);
    boolean dense = Arrays.stream(size).allMatch(n -> n > 0);
    boolean moves = Arrays.stream(strides).allMatch(n -> n > 0);
    boolean known = padding.equals("valid") || padding.equals("same");
    if (!dense || !moves || !known || !Arrays.stream(dilations).allMatch(n -> n > 0)) {
      throw call.layer().refused("has padding " + padding + " or a window that is not one");
    }
    return new Window(size, strides, dilations, padding);
  }

  /** One number for all axes, or one an axis; 1 where there is none. */
  static int[] each(FunctionCall call, String name, int axes) {
    int[] given = call.has(name) ? call.integers(name) : new int[] {1};
    if (given.length == axes) {
      return given;
    }
    if (given.length != 1) {
      throw call.layer().refused("has " + name + " " + Arrays.toString(given));
    }
    int[] all = new int[axes];
    Arrays.fill(all, given[0]);
    return all;
  }
}
