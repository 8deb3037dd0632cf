package dev.salvor.convert.keras.layers.convolution;

import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.format.tensor.Shape;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How a kernel moves over the spatial axes of its input.
 *
 * @param size extent of the kernel, one number a spatial axis; so the others
 * @param padding {@code valid}, {@code same} or {@code causal}
 */
public record Window(int[] size, int[] strides, int[] dilation, String padding) {

  /**
   * The {@code kernel_size}, {@code strides}, {@code dilation_rate} and {@code padding} of a layer.
   */
  public static Window of(LayerCall call, int axes) {
    LayerConfig config = call.config();
    Window window =
        new Window(
            config.integers("kernel_size", axes),
            config.integers("strides", axes, 1),
            config.integers("dilation_rate", axes, 1),
            config.text("padding", "valid"));
    boolean causal = axes == 1 && window.padding.equals("causal");
    if (!causal && !window.padding.equals("valid") && !window.padding.equals("same")) {
      throw config.refused("argument padding=" + window.padding + " is not supported");
    }
    for (int i = 0; i < axes; i++) {
      if (window.size[i] < 1 || window.strides[i] < 1 || window.dilation[i] < 1) {
        throw config.refused("a kernel, stride or dilation of less than 1");
      }
    }
    return window;
  }

  int axes() {
    return size.length;
  }

  boolean dilated() {
    return IntStream.of(dilation).anyMatch(rate -> rate > 1);
  }

  boolean strided() {
    return IntStream.of(strides).anyMatch(stride -> stride > 1);
  }

  /** Extent along {@code axis} with the holes of dilation counted in. */
  int reach(int axis) {
    return (size[axis] - 1) * dilation[axis] + 1;
  }

  /** {@link #reach} of every axis. */
  int[] reaches() {
    return IntStream.range(0, axes()).map(this::reach).toArray();
  }

  /** Elements of the kernel. */
  int area() {
    return IntStream.of(size).reduce(1, Math::multiplyExact);
  }

  Window padded(String other) {
    return new Window(size, strides, dilation, other);
  }

  Window undilated() {
    int[] ones = new int[axes()];
    Arrays.fill(ones, 1);
    return new Window(size, strides, ones, padding);
  }

  Window unstrided() {
    int[] ones = new int[axes()];
    Arrays.fill(ones, 1);
    return new Window(size, ones, dilation, padding);
  }

  /** The shape after the window has moved over {@code input}, channels last. */
  public Shape output(LayerCall call, Shape input, long channels) {
    Shape output = input.with(-1, channels);
    int first = input.rank() - 1 - axes();
    for (int i = 0; i < axes(); i++) {
      long length = Shapes.window(input.dim(first + i), size[i], padding, strides[i], dilation[i]);
      if (length == 0 || (length < 0 && input.known(first + i))) {
        throw call.refused("has a window larger than its input " + input);
      }
      output = output.with(first + i, length);
    }
    return output;
  }

  /** The same in two dimensions, height first: one of 1 is put before a single axis. */
  Window planar(boolean equalStrides) {
    if (axes() != 1) {
      return this;
    }
    return new Window(
        new int[] {1, size[0]},
        new int[] {equalStrides ? strides[0] : 1, strides[0]},
        new int[] {1, dilation[0]},
        padding);
  }

  /** An attribute of a convolution op: 1 for batch and channels around {@code values}. */
  static int[] attribute(int[] values) {
    int[] all = new int[values.length + 2];
    Arrays.fill(all, 1);
    System.arraycopy(values, 0, all, 1, values.length);
    return all;
  }
}
