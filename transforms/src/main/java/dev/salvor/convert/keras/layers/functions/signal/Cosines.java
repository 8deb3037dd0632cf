package dev.salvor.convert.keras.layers.functions.signal;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;

/**
 * Discrete cosine transforms of the last axis, as products with their matrices
 * (tensorflow/python/ops/signal/dct_ops.py, mdct in spectral_ops.py).
 */
public final class Cosines {
  /** No larger matrix is put into a graph. */
  private static final int LONGEST = 1 << 11;

  private Cosines() {}

  public static KerasTensor forward(FunctionCall call) {
    return transform(call, call.integer("type", 2), call.has("n") ? call.integer("n") : -1);
  }

  /** Of type 2 the inverse is of type 3 and the other way round, but for a factor. */
  public static KerasTensor inverse(FunctionCall call) {
    int type = call.integer("type", 2);
    if (call.has("n")) {
      throw call.layer().refused("has n, which TensorFlow refuses");
    }
    return transform(call, type == 2 ? 3 : type == 3 ? 2 : type, -1);
  }

  private static KerasTensor transform(FunctionCall call, int type, int n) {
    KerasTensor x = call.tensor("x");
    if (call.integer("axis", -1) != -1) {
      throw call.layer().refused("transforms another axis than the last");
    }
    return transform(call, x, type, n, ortho(call));
  }

  private static boolean ortho(FunctionCall call) {
    String norm = call.text("norm", "");
    if (!norm.isEmpty() && !norm.equals("ortho")) {
      throw call.layer().refused("has norm " + norm);
    }
    return norm.equals("ortho");
  }

  private static KerasTensor transform(
      FunctionCall call, KerasTensor x, int type, int n, boolean ortho) {
    long dim = x.shape().dim(-1);
    long length = n < 0 ? dim : n;
    if (dim < 1 || length < 1 || Math.max(dim, length) > LONGEST || type < 1 || type > 4) {
      throw call.layer().refused("makes a cosine transform " + type + " of " + x.shape());
    }
    double[] matrix = new double[(int) (dim * length)];
    for (int from = 0; from < Math.min(dim, length); from++) {
      for (int to = 0; to < length; to++) {
        matrix[(int) (from * length + to)] = entry(type, from, to, (int) length, ortho);
      }
    }
    Tensor weights = call.graph().numbers(x.type(), Shape.of(dim, length), matrix);
    Arithmetic math = call.math();
    Tensor row = math.expand(x.tensor(), -2);
    Tensor product = math.squeeze(math.matmul(row, weights), -2);
    return KerasTensor.of(product, x.shape().with(-1, length));
  }

  /** How much of {@code x[from]} there is in {@code y[to]}. */
  private static double entry(int type, int from, int to, int length, boolean ortho) {
    double root = Math.sqrt(length);
    return switch (type) {
      case 1 -> {
        boolean edge = from == 0 || from == length - 1;
        yield (edge ? 1 : 2) * Math.cos(Math.PI * from * to / (length - 1));
      }
      case 2 -> {
        double value = 2 * Math.cos(Math.PI * to * (2 * from + 1) / (2.0 * length));
        double scale = to == 0 ? 0.5 / root : 0.5 * Math.sqrt(2) / root;
        yield ortho ? value * scale : value;
      }
      case 3 -> {
        double value = Math.cos(Math.PI * from * (2 * to + 1) / (2.0 * length));
        double scale = from == 0 ? (ortho ? 1 / root : 1) : (ortho ? Math.sqrt(2) / root : 2);
        yield value * scale;
      }
      default -> {
        double value = 2 * Math.cos(Math.PI * (2 * to + 1) * (2 * from + 1) / (4.0 * length));
        yield ortho ? value * Math.sqrt(0.5) / root : value;
      }
    };
  }

  /** Frames that overlap by half, folded to half their length. */
  public static KerasTensor mdct(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int length = call.integer("length");
    if (length < 4 || length % 4 != 0) {
      throw call.layer().refused("transforms frames of " + length);
    }
    Tensor zero = call.graph().scalar(x.type(), 0);
    KerasTensor frames =
        windowed(
            call,
            Frames.frames(
                call,
                x,
                x.rank() - 1,
                length,
                length / 2,
                call.flag("pad_end", false) ? zero : null),
            length);
    Arithmetic math = call.math();
    List<Tensor> parts = math.split(frames.tensor(), 4, frames.rank() - 1);
    Tensor first = math.sub(math.neg(turned(call, parts.get(2), frames.rank())), parts.get(3));
    Tensor second = math.sub(parts.get(0), turned(call, parts.get(1), frames.rank()));
    KerasTensor folded =
        KerasTensor.of(
            math.concat(List.of(first, second), frames.rank() - 1),
            frames.shape().with(-1, length / 2));
    return transform(call, folded, 4, -1, ortho(call));
  }

  public static KerasTensor inverseMdct(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    boolean ortho = ortho(call);
    KerasTensor cosines = transform(call, x, 4, -1, ortho);
    int half = Math.toIntExact(x.shape().dim(-1));
    Arithmetic math = call.math();
    Tensor value = ortho ? cosines.tensor() : math.mul(cosines.tensor(), 0.5 / half);
    int rank = x.rank();
    List<Tensor> parts = math.split(value, 2, rank - 1);
    Tensor frames =
        math.concat(
            List.of(
                parts.get(1),
                math.neg(turned(call, parts.get(1), rank)),
                math.neg(turned(call, parts.get(0), rank)),
                math.neg(parts.get(0))),
            rank - 1);
    KerasTensor whole = KerasTensor.of(frames, x.shape().with(-1, 2L * half));
    return Frames.overlapped(call, windowed(call, whole, 2 * half), half);
  }

  private static Tensor turned(FunctionCall call, Tensor x, int rank) {
    GraphBuilder graph = call.graph();
    return graph.apply("ReverseV2", x, graph.ints(rank - 1));
  }

  /** By the Vorbis window where none is named; by a constant where it is None. */
  private static KerasTensor windowed(FunctionCall call, KerasTensor frames, int length) {
    if (call.has("window_fn")) {
      throw call.layer().refused("has a window of its own, of which the file keeps the name only");
    }
    double[] window = new double[length];
    for (int i = 0; i < length; i++) {
      double sine = Math.sin(Math.PI / length * (i + 0.5));
      window[i] = call.none("window_fn") ? 1 / Math.sqrt(2) : Math.sin(Math.PI / 2 * sine * sine);
    }
    return ShortTime.weighted(call, frames, window);
  }

  /** Mel-frequency cepstral coefficients: {@code dct2(x) / sqrt(2 n)}. */
  public static KerasTensor mfcc(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    KerasTensor cosines = transform(call, x, 2, -1, false);
    double scale = 1 / Math.sqrt(2.0 * x.shape().dim(-1));
    return KerasTensor.of(call.math().mul(cosines.tensor(), scale), cosines.shape());
  }
}
