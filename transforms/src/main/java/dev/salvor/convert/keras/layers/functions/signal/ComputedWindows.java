package dev.salvor.convert.keras.layers.functions.signal;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.Count;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;

/**
 * Windows whose length a model computes; of a constant one Keras keeps the numbers
 * (tensorflow/python/ops/signal/window_ops.py).
 */
public final class ComputedWindows {
  private final FunctionCall call;
  private final GraphBuilder graph;
  private final Arithmetic math;
  private final ElementType type;

  private ComputedWindows(FunctionCall call) {
    this.call = call;
    this.graph = call.graph();
    this.math = call.math();
    this.type = call.type("dtype").orElse(ElementType.FLOAT32);
    if (!type.floating()) {
      throw call.layer().refused("makes a window of " + type.id());
    }
  }

  /** {@code a - b cos}: Hann's and Hamming's; one of length 1 is 1. */
  public static FunctionBody.Single raised(double a, double b) {
    return call -> {
      Count length = Count.of(call, "length");
      boolean periodic = !call.keras3() && call.flag("periodic", true);
      return KerasTensor.of(
          new ComputedWindows(call).raised(length, periodic, a, b), Shape.of(length.known()));
    };
  }

  private Tensor raised(Count count, boolean periodic, double a, double b) {
    Tensor length = count.tensor();
    Tensor odd = graph.apply("FloorMod", length, graph.intScalar(2));
    Tensor period = periodic ? math.sub(length, odd) : math.sub(length, 1);
    Tensor turns = math.mul(places(length), 2 * Math.PI);
    Tensor cosine = math.unary("Cos", math.div(turns, math.cast(period, type)));
    Tensor window = math.sub(a, math.mul(cosine, b));
    return single(count, window);
  }

  private Tensor places(Tensor length) {
    return math.cast(graph.apply("Range", graph.intScalar(0), length, graph.intScalar(1)), type);
  }

  public static KerasTensor kaiser(FunctionCall call) {
    Count length = Count.of(call, "length");
    return KerasTensor.of(
        new ComputedWindows(call).kaiser(length.tensor()), Shape.of(length.known()));
  }

  private Tensor kaiser(Tensor length) {
    Tensor half = math.div(math.sub(math.cast(length, ElementType.FLOAT32), 1), 2);
    Tensor one = graph.scalarLike(half, 1);
    Tensor range = graph.apply("Range", math.neg(half), math.add(half, 0.1), one);
    Tensor part = math.div(math.cast(range, type), math.cast(half, type));
    Tensor beta = graph.scalar(type, call.number("beta", 12));
    Tensor angle = math.mul(math.sqrt(math.relu(math.sub(1, math.square(part)))), beta);
    Tensor bessel = math.div(math.unary("BesselI0e", angle), math.unary("BesselI0e", beta));
    return math.mul(math.exp(math.sub(angle, beta)), bessel);
  }

  /** From the running sum of Kaiser's, there and back. */
  public static KerasTensor derived(FunctionCall call) {
    Count length = Count.of(call, "length");
    ComputedWindows windows = new ComputedWindows(call);
    GraphBuilder graph = call.graph();
    Arithmetic math = call.math();
    Tensor half = graph.apply("FloorDiv", length.tensor(), graph.intScalar(2));
    Tensor kaiser = windows.kaiser(math.add(half, 1));
    Tensor sums = graph.apply("Cumsum", kaiser, graph.intScalar(0));
    Tensor first = graph.apply("Slice", sums, graph.ints(0), math.reshape(half, 1));
    Tensor last = graph.apply("GatherV2", sums, half, graph.intScalar(0));
    Tensor rising = math.sqrt(math.div(first, last));
    Tensor falling = graph.apply("ReverseV2", rising, graph.ints(0));
    long known = length.known() < 0 ? Shape.UNKNOWN : length.known() / 2 * 2;
    return KerasTensor.of(math.concat(List.of(rising, falling), 0), Shape.of(known));
  }

  /** A triangle that touches 0 at both ends (keras/src/backend/tensorflow/numpy.py). */
  public static KerasTensor bartlett(FunctionCall call) {
    Count length = Count.of(call, "length");
    ComputedWindows windows = new ComputedWindows(call);
    Arithmetic math = call.math();
    Tensor steps = math.sub(math.cast(length.tensor(), windows.type), 1);
    Tensor places = windows.places(length.tensor());
    Tensor rising = math.div(math.mul(places, 2), steps);
    Tensor first = call.graph().apply("LessEqual", places, math.div(steps, 2));
    Tensor window = math.where(first, rising, math.sub(2, rising));
    return KerasTensor.of(windows.single(length, window), Shape.of(length.known()));
  }

  public static KerasTensor blackman(FunctionCall call) {
    Count length = Count.of(call, "length");
    ComputedWindows windows = new ComputedWindows(call);
    Arithmetic math = call.math();
    Tensor steps = math.sub(math.cast(length.tensor(), windows.type), 1);
    Tensor part = math.div(windows.places(length.tensor()), steps);
    Tensor once = math.mul(math.unary("Cos", math.mul(part, 2 * Math.PI)), 0.5);
    Tensor twice = math.mul(math.unary("Cos", math.mul(part, 4 * Math.PI)), 0.08);
    return KerasTensor.of(math.add(math.sub(0.42, once), twice), Shape.of(length.known()));
  }

  /** One of length 1 is 1. */
  private Tensor single(Count length, Tensor window) {
    Tensor single = graph.apply("Equal", length.tensor(), graph.intScalar(1));
    return math.where(single, graph.apply("OnesLike", window), window);
  }

  public static KerasTensor vorbis(FunctionCall call) {
    Count length = Count.of(call, "length");
    ComputedWindows windows = new ComputedWindows(call);
    Arithmetic math = call.math();
    Tensor middle = math.add(windows.places(length.tensor()), 0.5);
    Tensor size = math.cast(length.tensor(), windows.type);
    Tensor step = math.div(call.graph().scalarLike(size, Math.PI), size);
    Tensor sine = math.square(math.unary("Sin", math.mul(middle, step)));
    return KerasTensor.of(math.unary("Sin", math.mul(sine, Math.PI / 2)), Shape.of(length.known()));
  }
}
