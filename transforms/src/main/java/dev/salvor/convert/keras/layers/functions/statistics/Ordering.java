package dev.salvor.convert.keras.layers.functions.statistics;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.functions.array.Joining;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.reduction.Reductions;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Values by their order: places of the extremes, sorted values, the middle ones. */
public final class Ordering {
  private Ordering() {}

  /** ArgMax or ArgMin; TensorFlow counts in 64 bits, Keras 3 in 32. */
  public static FunctionBody.Single position(String op) {
    return call -> {
      KerasTensor x = call.tensor("x");
      ElementType type =
          call.type("dtype").orElse(call.keras3() ? ElementType.INT32 : ElementType.INT64);
      boolean flat = call.keras3() && !call.has("axis");
      boolean keep = call.flag("keepdims", false);
      Tensor value = flat ? call.math().reshape(x.tensor(), -1) : x.tensor();
      int axis = flat ? 0 : call.axis("axis", 0, x.rank());
      Tensor found =
          call.graph()
              .op(op)
              .in(value)
              .in(call.graph().intScalar(axis))
              .attr("output_type", type)
              .out();
      if (flat) {
        return ofAll(call, found, keep ? x.rank() : 0);
      }
      Shape shape = Reductions.shape(x.shape(), new int[] {axis}, keep);
      return KerasTensor.of(keep ? call.math().expand(found, axis) : found, shape);
    };
  }

  /** A scalar with that many axes of one element. */
  static KerasTensor ofAll(FunctionCall call, Tensor scalar, int axes) {
    int[] ones = new int[axes];
    Arrays.fill(ones, 1);
    long[] dims = IntStream.of(ones).asLongStream().toArray();
    return KerasTensor.of(axes == 0 ? scalar : call.math().reshape(scalar, ones), Shape.of(dims));
  }

  /** The greatest k along the last axis, and where they lie. */
  public static List<KerasTensor> topK(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int k = call.integer("k", 1);
    List<Tensor> top =
        call.graph()
            .op("TopKV2")
            .in(x.tensor())
            .in(call.graph().intScalar(k))
            .attr("sorted", call.flag("sorted", true))
            .outs();
    Shape shape = x.shape().with(-1, k);
    return top.stream().map(tensor -> KerasTensor.of(tensor, shape)).toList();
  }

  /** Sorted along an axis, ascending. */
  public static KerasTensor sort(FunctionCall call) {
    return ordered(call, 0);
  }

  public static KerasTensor argsort(FunctionCall call) {
    return ordered(call, 1);
  }

  private static KerasTensor ordered(FunctionCall call, int output) {
    KerasTensor given = call.tensor("x");
    boolean flat = call.none("axis");
    KerasTensor x = flat ? Joining.flat(call, given) : given;
    int axis = flat ? 0 : call.axis("axis", -1, x.rank());
    int last = x.rank() - 1;
    int[] swap = IntStream.rangeClosed(0, last).toArray();
    swap[axis] = last;
    swap[last] = axis;
    Arithmetic math = call.math();
    boolean descending = call.text("direction", "ASCENDING").equals("DESCENDING");
    boolean small = x.type() == ElementType.BOOL || (!x.type().floating() && x.type().size() < 4);
    Tensor wide = small ? math.cast(x.tensor(), ElementType.INT32) : x.tensor();
    Tensor value = math.transpose(wide, swap);
    Tensor length = Shapes.dim(call.graph(), call.graph().apply("Shape", value), last);
    String opposite = x.type().floating() ? "Neg" : "Invert";
    Tensor keys = descending ? value : math.unary(opposite, value);
    Tensor found = call.graph().op("TopKV2").in(keys).in(length).outs().get(output);
    if (output == 0) {
      Tensor sorted = descending ? found : math.unary(opposite, found);
      found = math.cast(sorted, x.type());
    }
    return KerasTensor.of(math.transpose(found, swap), x.shape());
  }
}
