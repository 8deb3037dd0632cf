package dev.salvor.convert.keras.layers.functions.signal;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Transforms of real values over 1 to 3 axes (tensorflow/python/ops/signal/fft_ops.py). */
public final class Fourier {
  private Fourier() {}

  /** Lengths of the axes as given, else of the input. */
  private static int[] lengths(FunctionCall call, KerasTensor x, int axes, boolean half) {
    if (call.has("length")) {
      int[] given = call.integers("length");
      if (given.length != axes || IntStream.of(given).anyMatch(length -> length < 1)) {
        throw call.layer().refused("has fft_length " + Arrays.toString(given));
      }
      return given;
    }
    int[] lengths = new int[axes];
    for (int i = 0; i < axes; i++) {
      long dim = x.shape().dim(i - axes);
      if (dim < 1) {
        throw call.layer().refused("transforms an axis of unknown size of " + x.shape());
      }
      lengths[i] = Math.toIntExact(half && i == axes - 1 ? 2 * (dim - 1) : dim);
    }
    return lengths;
  }

  public static FunctionBody.Single ofReal(int axes) {
    return call -> {
      KerasTensor x = call.tensor("x");
      return ofReal(call, x, lengths(call, x, axes, false));
    };
  }

  /** Half of the spectrum, after zeros were added up to each length. */
  public static KerasTensor ofReal(FunctionCall call, KerasTensor x, int[] lengths) {
    ElementType type =
        x.type() == ElementType.FLOAT64 ? ElementType.COMPLEX128 : ElementType.COMPLEX64;
    int axes = lengths.length;
    Tensor spectrum =
        call.graph()
            .op(name("RFFT", axes))
            .in(padded(call, x, lengths))
            .in(call.graph().ints(lengths))
            .attr("Tcomplex", type)
            .out();
    Shape shape = x.shape();
    for (int i = 0; i < axes; i++) {
      shape = shape.with(i - axes, i == axes - 1 ? lengths[i] / 2 + 1 : lengths[i]);
    }
    return KerasTensor.of(spectrum, shape);
  }

  private static String name(String op, int axes) {
    return axes == 1 ? op : op + axes + "D";
  }

  public static FunctionBody.Single toReal(int axes) {
    return call -> {
      KerasTensor x = call.tensor("x");
      return toReal(call, x, lengths(call, x, axes, true));
    };
  }

  public static KerasTensor toReal(FunctionCall call, KerasTensor x, int[] lengths) {
    ElementType type =
        x.type() == ElementType.COMPLEX128 ? ElementType.FLOAT64 : ElementType.FLOAT32;
    int axes = lengths.length;
    int[] needed = lengths.clone();
    needed[axes - 1] = lengths[axes - 1] / 2 + 1;
    Tensor values =
        call.graph()
            .op(name("IRFFT", axes))
            .in(padded(call, x, needed))
            .in(call.graph().ints(lengths))
            .attr("Treal", type)
            .out();
    Shape shape = x.shape();
    for (int i = 0; i < axes; i++) {
      shape = shape.with(i - axes, lengths[i]);
    }
    return KerasTensor.of(values, shape);
  }

  private static Tensor padded(FunctionCall call, KerasTensor x, int[] lengths) {
    int[] after = new int[x.rank()];
    for (int i = 0; i < lengths.length; i++) {
      int axis = x.rank() - lengths.length + i;
      if (!x.shape().known(axis)) {
        throw call.layer().refused("transforms an axis of unknown size of " + x.shape());
      }
      after[axis] = Math.toIntExact(Math.max(0, lengths[i] - x.shape().dim(axis)));
    }
    return IntStream.of(after).sum() == 0
        ? x.tensor()
        : call.math().pad(x.tensor(), new int[x.rank()], after);
  }

  /** Halves exchanged along axes; all where none are named. */
  public static FunctionBody.Single shift(boolean back) {
    return call -> {
      KerasTensor x = call.tensor("x");
      int[] axes = call.axes("axes", x.rank());
      GraphBuilder graph = call.graph();
      Arithmetic math = call.math();
      Tensor sizes =
          graph.apply(
              "GatherV2", graph.apply("Shape", x.tensor()), graph.ints(axes), graph.intScalar(0));
      Tensor halves = graph.apply("FloorDiv", sizes, graph.intScalar(2));
      Tensor shift = back ? math.neg(halves) : halves;
      return KerasTensor.of(graph.apply("Roll", x.tensor(), shift, graph.ints(axes)), x.shape());
    };
  }
}
