package dev.salvor.convert.keras.layers.functions.array;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** NumPy's turning, stacking, differencing and searching. */
public final class Rearranging {
  private Rearranging() {}

  /** A quarter turn, k times, from the first axis to the second. */
  public static KerasTensor rotate(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] axes = call.has("axes") ? call.axes("axes", x.rank()) : new int[] {0, 1};
    int turns = Math.floorMod(call.integer("k", 1), 4);
    GraphBuilder graph = call.graph();
    if (turns == 0) {
      return x;
    }
    if (turns == 2) {
      long size = x.shape().dim(axes[0]);
      if (size == Shape.UNKNOWN || size != x.shape().dim(axes[1])) {
        // Keras reshapes between the turns and mixes the values up (backend/tensorflow/numpy.py)
        throw call.layer().refused("turns twice in a plane that is not square");
      }
      return KerasTensor.of(graph.apply("ReverseV2", x.tensor(), graph.ints(axes)), x.shape());
    }
    int[] order = IntStream.range(0, x.rank()).toArray();
    order[axes[0]] = axes[1];
    order[axes[1]] = axes[0];
    Shape shape = Shape.of(IntStream.of(order).mapToLong(x.shape()::dim).toArray());
    Tensor turned =
        turns == 1
            ? call.math().transpose(reversed(call, x.tensor(), axes[1]), order)
            : reversed(call, call.math().transpose(x.tensor(), order), axes[1]);
    return KerasTensor.of(turned, shape);
  }

  private static Tensor reversed(FunctionCall call, Tensor x, int axis) {
    return call.graph().apply("ReverseV2", x, call.graph().ints(axis));
  }

  public static FunctionBody.Single flip(int axis) {
    return call -> {
      KerasTensor x = call.tensor("x");
      return KerasTensor.of(reversed(call, x.tensor(), axis), x.shape());
    };
  }

  /** Differences of neighbours along an axis, n times. */
  public static KerasTensor differences(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int axis = call.axis("axis", -1, x.rank());
    int times = call.integer("n", 1);
    Tensor value = x.tensor();
    Shape shape = x.shape();
    for (int i = 0; i < times; i++) {
      Tensor after = cut(call, value, shape, axis, 1, -1);
      Tensor before = cut(call, value, shape, axis, 0, 1);
      value =
          x.type() == ElementType.BOOL
              ? call.graph().apply("NotEqual", after, before)
              : call.math().sub(after, before);
      shape = shape.known(axis) ? shape.with(axis, Math.max(0, shape.dim(axis) - 1)) : shape;
    }
    return KerasTensor.of(value, shape);
  }

  /** All but {@code cut} elements at the end (or, with -1, from {@code begin} on). */
  static Tensor cut(FunctionCall call, Tensor x, Shape shape, int axis, int begin, int cut) {
    int[] from = new int[shape.rank()];
    int[] to = new int[shape.rank()];
    int[] strides = new int[shape.rank()];
    Arrays.fill(strides, 1);
    from[axis] = begin;
    to[axis] = cut < 0 ? 0 : -cut;
    int all = (1 << shape.rank()) - 1;
    GraphBuilder graph = call.graph();
    return graph
        .op("StridedSlice")
        .in(x)
        .in(graph.ints(from))
        .in(graph.ints(to))
        .in(graph.ints(strides))
        .attr("begin_mask", all & ~(1 << axis))
        .attr("end_mask", cut < 0 ? all : all & ~(1 << axis))
        .out();
  }

  /** Stacked along the third axis, after at least three axes were made. */
  public static KerasTensor dstack(FunctionCall call) {
    List<KerasTensor> parts = new ArrayList<>();
    for (KerasTensor part : call.tensors("x")) {
      Tensor value = part.tensor();
      Shape shape = part.shape();
      if (shape.rank() == 1) {
        value = call.math().expand(value, 0);
        shape = Shape.of(1).concat(shape);
      }
      if (shape.rank() == 2) {
        value = call.math().expand(value, 2);
        shape = shape.append(1);
      }
      parts.add(KerasTensor.of(value, shape));
    }
    return Joining.concat(call, parts, 2);
  }

  /** Split along an axis that the function's name says. */
  public static FunctionBody split(int axis) {
    return call -> {
      KerasTensor x = call.tensor("x");
      return Splitting.split(call, x, x.rank() == 1 && axis == 1 ? 0 : axis);
    };
  }

  /** Into parts that differ by one at most, the first ones larger. */
  public static List<KerasTensor> arraySplit(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int axis = call.axis("axis", 0, x.rank());
    long length = x.shape().dim(axis);
    if (!call.constant("sections").isNumber()) {
      return Splitting.split(call, x, axis);
    }
    int parts = call.integer("sections");
    if (length == Shape.UNKNOWN || parts < 1) {
      throw call.layer().refused("splits an axis of unknown size into " + parts + " parts");
    }
    int[] sizes = new int[parts];
    for (int i = 0; i < parts; i++) {
      sizes[i] = Math.toIntExact(length / parts + (i < length % parts ? 1 : 0));
    }
    List<Tensor> cut =
        call.graph()
            .op("SplitV")
            .in(x.tensor())
            .in(call.graph().ints(sizes))
            .in(call.graph().intScalar(axis))
            .attr("num_split", parts)
            .outs();
    List<KerasTensor> results = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      results.add(KerasTensor.of(cut.get(i), x.shape().with(axis, sizes[i])));
    }
    return results;
  }

  /** Values as powers of each element, along a new last axis. */
  public static KerasTensor vander(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    long count = call.has("N") ? call.integer("N") : x.shape().dim(0);
    if (x.rank() != 1 || count < 0 || count > 1 << 20) {
      throw call.layer().refused("makes powers of " + x.shape());
    }
    ElementType type = x.type().floating() ? x.type() : ElementType.FLOAT32;
    boolean increasing = call.flag("increasing", false);
    double[] powers = new double[(int) count];
    for (int i = 0; i < powers.length; i++) {
      powers[i] = increasing ? i : count - 1 - i;
    }
    Arithmetic math = call.math();
    Tensor base = math.expand(math.cast(x.tensor(), type), 1);
    Tensor exponents = call.graph().numbers(type, Shape.of(count), powers);
    Tensor result = math.cast(call.graph().apply("Pow", base, exponents), x.type());
    return KerasTensor.of(result, x.shape().append(count));
  }

  /** Whether each element is among those of the second operand. */
  public static KerasTensor isIn(FunctionCall call) {
    Promotion.Pair pair = Promotion.pair(call, "x", "y");
    Arithmetic math = call.math();
    call.flag("assume_unique", false);
    Tensor each = math.expand(pair.x().tensor(), pair.x().rank());
    Tensor among = math.reshape(pair.y().tensor(), -1);
    Tensor equal = call.graph().apply("Equal", each, among);
    Tensor any = math.reduce("Any", equal, false, pair.x().rank());
    return KerasTensor.of(call.flag("invert", false) ? math.not(any) : any, pair.x().shape());
  }

  /** Overlapping pieces of the last axis, as rows. */
  public static KerasTensor frames(FunctionCall call) {
    return Framed.of(call, call.tensor("x"), call.integer("length"), call.integer("stride"));
  }
}
