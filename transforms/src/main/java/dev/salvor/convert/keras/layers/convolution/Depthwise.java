package dev.salvor.convert.keras.layers.convolution;

import dev.salvor.convert.keras.layers.LayerCall;

/** What DepthwiseConv and SeparableConv share. */
public final class Depthwise {
  private Depthwise() {}

  static long[] shape(Window window, long channels, int multiplier) {
    long[] shape = new long[window.axes() + 2];
    for (int i = 0; i < window.axes(); i++) {
      shape[i] = window.size()[i];
    }
    shape[window.axes()] = channels;
    shape[window.axes() + 1] = multiplier;
    return shape;
  }

  /** The op takes one stride for both axes; unequal ones are computed for valid windows only. */
  public static void check(LayerCall call, Window window) {
    boolean equal = window.axes() == 1 || window.strides()[0] == window.strides()[1];
    if (!equal && !window.padding().equals("valid") && !window.dilated()) {
      throw call.refused("has unequal strides with padding, which TensorFlow does not compute");
    }
  }
}
