package dev.salvor.convert.keras.layers.functions.signal;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.Arrays;

/** Short-time Fourier transforms (tensorflow/python/ops/signal/spectral_ops.py). */
public final class ShortTime {
  private ShortTime() {}

  public static KerasTensor forward(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int length = call.integer("length");
    Tensor zero = call.graph().scalar(x.type(), 0);
    KerasTensor frames =
        Frames.frames(
            call,
            x,
            x.rank() - 1,
            length,
            call.integer("step"),
            call.flag("pad_end", false) ? zero : null);
    int fft = call.integer("fft_length", enclosing(length));
    return Fourier.ofReal(call, windowed(call, frames, length), new int[] {fft});
  }

  public static KerasTensor inverse(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int length = call.integer("length");
    int fft = call.integer("fft_length", enclosing(length));
    KerasTensor frames = Fourier.toReal(call, x, new int[] {fft});
    int rank = x.rank();
    int[] other = new int[rank];
    Tensor fitted = frames.tensor();
    if (length > fft) {
      other[rank - 1] = length - fft;
      fitted = call.math().pad(fitted, new int[rank], other);
    } else if (length < fft) {
      Arrays.fill(other, -1);
      other[rank - 1] = length;
      fitted = call.math().slice(fitted, new int[rank], other);
    }
    KerasTensor cut = KerasTensor.of(fitted, frames.shape().with(-1, length));
    return Frames.overlapped(call, windowed(call, cut, length), call.integer("step"));
  }

  /**
   * By the periodic Hann window where none is named, or by none; of a window that is given the file
   * has a name only.
   */
  private static KerasTensor windowed(FunctionCall call, KerasTensor frames, int length) {
    if (call.none("window_fn")) {
      return frames;
    }
    if (call.has("window_fn")) {
      throw call.layer().refused("has a window of its own, of which the file keeps the name only");
    }
    return weighted(call, frames, hann(length));
  }

  static KerasTensor weighted(FunctionCall call, KerasTensor frames, double[] window) {
    ElementType type = frames.type();
    Tensor weights = call.graph().numbers(type, Shape.of(window.length), window);
    return KerasTensor.of(call.math().mul(frames.tensor(), weights), frames.shape());
  }

  /** Periodic for even lengths (window_ops.py, _raised_cosine_window). */
  private static double[] hann(int length) {
    double[] window = new double[length];
    int period = length % 2 == 0 ? length : length - 1;
    for (int i = 0; i < length; i++) {
      window[i] = length == 1 ? 1 : 0.5 - 0.5 * Math.cos(2 * Math.PI * i / period);
    }
    return window;
  }

  private static int enclosing(int length) {
    return length <= 1 ? 1 : Integer.highestOneBit(length - 1) << 1;
  }
}
