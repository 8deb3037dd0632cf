package dev.salvor.convert.keras.layers.functions.signal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import org.jspecify.annotations.Nullable;

/**
 * Windows for short-time spectra. Periodic ones of odd length are those that are not periodic
 * (tensorflow/python/ops/signal/window_ops.py).
 */
final class WindowCurves {
  private WindowCurves() {}

  static double[] hann(int length) {
    return raised(length, 0.5, 0.5);
  }

  static double[] hamming(int length) {
    return raised(length, 0.54, 0.46);
  }

  private static double[] raised(int length, double a, double b) {
    double[] window = new double[length];
    int period = length % 2 == 0 ? length : length - 1;
    for (int i = 0; i < length; i++) {
      window[i] = length == 1 ? 1 : a - b * Math.cos(2 * Math.PI * i / period);
    }
    return window;
  }

  /**
   * The window of a call, in the middle of a frame.
   *
   * @param length of the window
   * @param frame length of the frame
   * @return null where there is none
   */
  static double @Nullable [] of(FunctionCall call, int length, int frame) {
    double[] own = stated(call, length);
    if (own == null) {
      return null;
    }
    double[] window = new double[frame];
    System.arraycopy(own, 0, window, (frame - length) / 2, length);
    return window;
  }

  private static double @Nullable [] stated(FunctionCall call, int length) {
    if (call.none("window")) {
      return null;
    }
    JsonNode given = call.constant("window");
    if (given.isArray() && given.size() == length) {
      double[] window = new double[length];
      for (int i = 0; i < length; i++) {
        window[i] = given.get(i).asDouble();
      }
      return window;
    }
    return switch (given.asText("hann")) {
      case "hann", "" -> hann(length);
      case "hamming" -> hamming(length);
      default -> throw call.layer().refused("has the window " + given);
    };
  }
}
