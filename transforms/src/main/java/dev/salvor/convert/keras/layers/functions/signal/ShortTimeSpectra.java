package dev.salvor.convert.keras.layers.functions.signal;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.functions.array.Bounds;
import dev.salvor.convert.keras.layers.functions.array.Framed;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.elementwise.Complexes;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Spectra of overlapping frames and back, of Keras 3: complex numbers are pairs of real tensors
 * (keras/src/backend/tensorflow/math.py, stft and istft).
 */
public final class ShortTimeSpectra {
  private ShortTimeSpectra() {}

  public static List<KerasTensor> forward(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int length = call.integer("length");
    int fft = call.integer("fft_length");
    if (fft < length || length < 1) {
      throw call.layer().refused("transforms " + length + " values as " + fft);
    }
    GraphBuilder graph = call.graph();
    if (call.flag("center", true)) {
      x = centered(call, x, fft / 2);
    }
    KerasTensor frames = Framed.of(call, x, fft, call.integer("stride"));
    double[] window = WindowCurves.of(call, length, fft);
    Tensor weighted =
        window == null
            ? frames.tensor()
            : call.math().mul(frames.tensor(), graph.numbers(x.type(), Shape.of(fft), window));
    KerasTensor spectrum = Spectra.rfft(graph, KerasTensor.of(weighted, frames.shape()), fft);
    return Complexes.parts(call, spectrum);
  }

  private static KerasTensor centered(FunctionCall call, KerasTensor x, int margin) {
    GraphBuilder graph = call.graph();
    int last = x.rank() - 1;
    int[] widths = new int[2 * x.rank()];
    widths[2 * last] = margin;
    widths[2 * last + 1] = margin;
    Tensor paddings = graph.apply("Reshape", graph.ints(widths), graph.ints(x.rank(), 2));
    Tensor padded = graph.op("MirrorPad").in(x.tensor()).in(paddings).attr("mode", "REFLECT").out();
    long size = x.shape().dim(last);
    return KerasTensor.of(padded, size < 0 ? x.shape() : x.shape().with(last, size + 2L * margin));
  }

  /** IRFFT of a pair. */
  public static KerasTensor irfft(FunctionCall call) {
    KerasTensor x = Complexes.ofPair(call);
    long bins = x.shape().dim(-1);
    if (!call.has("fft_length") && bins < 0) {
      throw call.layer().refused("transforms an axis of unknown size");
    }
    int length = call.integer("fft_length", Math.toIntExact(2 * (bins - 1)));
    return inverse(call, x, length);
  }

  private static KerasTensor inverse(FunctionCall call, KerasTensor x, int length) {
    Tensor value = x.tensor();
    long bins = x.shape().dim(-1);
    long needed = length / 2 + 1L;
    if (bins >= 0 && bins < needed) {
      int[] after = new int[x.rank()];
      after[x.rank() - 1] = Math.toIntExact(needed - bins);
      value = call.math().pad(value, new int[x.rank()], after);
    }
    ElementType type =
        x.type() == ElementType.COMPLEX128 ? ElementType.FLOAT64 : ElementType.FLOAT32;
    Tensor signal =
        call.graph().op("IRFFT").in(value).in(call.graph().ints(length)).attr("Treal", type).out();
    return KerasTensor.of(signal, x.shape().with(-1, length));
  }

  public static KerasTensor backward(FunctionCall call) {
    int length = call.integer("length");
    int stride = call.integer("stride");
    int fft = call.integer("fft_length");
    if (fft < length || length < 1 || stride < 1) {
      throw call.layer().refused("transforms " + length + " values as " + fft);
    }
    KerasTensor frames = inverse(call, Complexes.ofPair(call), fft);
    double[] window = WindowCurves.of(call, length, fft);
    Tensor weighted =
        window == null
            ? frames.tensor()
            : call.math()
                .mul(
                    frames.tensor(),
                    call.graph().numbers(frames.type(), Shape.of(fft), dual(window, stride)));
    KerasTensor sums = overlapped(call, KerasTensor.of(weighted, frames.shape()), stride);
    return cut(call, sums, fft);
  }

  /** The window that undoes another: divided by the squares of all that overlap. */
  private static double[] dual(double[] window, int stride) {
    double[] squares = new double[stride];
    for (int i = 0; i < window.length; i++) {
      squares[i % stride] += window[i] * window[i];
    }
    double[] dual = new double[window.length];
    for (int i = 0; i < window.length; i++) {
      dual[i] = window[i] / squares[i % stride];
    }
    return dual;
  }

  /** Framed added up where they overlap. */
  private static KerasTensor overlapped(FunctionCall call, KerasTensor x, int stride) {
    Arithmetic math = call.math();
    GraphBuilder graph = call.graph();
    int rank = x.rank();
    int size = Math.toIntExact(x.shape().dim(-1));
    Tensor actual = graph.apply("Shape", x.tensor());
    Tensor count = Shapes.dim(graph, actual, rank - 2);
    Tensor total = math.add(math.mul(math.sub(count, 1), stride), size);
    int[] order =
        IntStream.concat(IntStream.of(rank - 2, rank - 1), IntStream.range(0, rank - 2)).toArray();
    Tensor first = math.transpose(x.tensor(), order);
    Tensor sums =
        graph.apply("UnsortedSegmentSum", first, Framed.places(graph, count, size, stride), total);
    int[] back = IntStream.concat(IntStream.range(1, rank - 1), IntStream.of(0)).toArray();
    long frames = x.shape().dim(-2);
    long length = frames < 0 ? Shape.UNKNOWN : (frames - 1) * stride + size;
    return KerasTensor.of(math.transpose(sums, back), x.shape().slice(0, rank - 2).append(length));
  }

  private static KerasTensor cut(FunctionCall call, KerasTensor x, int fft) {
    boolean center = call.flag("center", true);
    int start = center ? fft / 2 : 0;
    Integer end = null;
    if (call.has("total")) {
      end = start + call.integer("total");
    } else if (center && fft / 2 > 0) {
      end = -(fft / 2);
    }
    Bounds bounds = new Bounds(call);
    bounds.ellipsis(x.shape().slice(0, x.rank() - 1));
    bounds.range(start, end, 1, x.shape().dim(-1));
    return bounds.slice(x, Shape.SCALAR);
  }
}
