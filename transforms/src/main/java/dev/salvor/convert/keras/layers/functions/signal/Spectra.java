package dev.salvor.convert.keras.layers.functions.signal;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.elementwise.Complexes;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;

/** Fourier transforms of the last axes. */
public final class Spectra {
  private Spectra() {}

  /** FFT, IFFT, FFT2D… of complex numbers. */
  public static FunctionBody.Single transform(String op) {
    return call -> {
      KerasTensor x = call.tensor("x");
      return KerasTensor.of(call.math().unary(op, x.tensor()), x.shape());
    };
  }

  /** RFFT along the last axis: half of the spectrum, complex. */
  static KerasTensor rfft(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    long size = x.shape().dim(-1);
    int length = call.integer("fft_length", size < 0 ? -1 : Math.toIntExact(size));
    if (length < 1) {
      throw call.layer().refused("transforms an axis of unknown size");
    }
    return rfft(call.graph(), x, length);
  }

  static KerasTensor rfft(GraphBuilder graph, KerasTensor x, int length) {
    ElementType type =
        x.type() == ElementType.FLOAT64 ? ElementType.COMPLEX128 : ElementType.COMPLEX64;
    long size = x.shape().dim(-1);
    Tensor value = x.tensor();
    if (size >= 0 && size < length) {
      int[] after = new int[x.rank()];
      after[x.rank() - 1] = Math.toIntExact(length - size);
      value = new Arithmetic(graph).pad(value, new int[x.rank()], after);
    }
    Tensor spectrum =
        graph.op("RFFT").in(value).in(graph.ints(length)).attr("Tcomplex", type).out();
    return KerasTensor.of(spectrum, x.shape().with(-1, length / 2 + 1));
  }

  /** Keras 3's: real and imaginary parts. */
  public static List<KerasTensor> rfftParts(FunctionCall call) {
    return Complexes.parts(call, rfft(call));
  }

  /** Keras 3's transform of a pair of real tensors. */
  public static FunctionBody transformOfParts(String op) {
    return call -> {
      KerasTensor x = Complexes.ofPair(call);
      Tensor spectrum = call.math().unary(op, x.tensor());
      return Complexes.parts(call, KerasTensor.of(spectrum, x.shape()));
    };
  }
}
