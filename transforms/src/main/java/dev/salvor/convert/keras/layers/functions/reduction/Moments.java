package dev.salvor.convert.keras.layers.functions.reduction;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.Broadcasting;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Mean and variance by parts (tensorflow/python/ops/nn_impl.py). */
public final class Moments {
  private Moments() {}

  /** Count, sum and sum of squares over axes, both less a shift, and that shift. */
  public static List<KerasTensor> statistics(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] axes = call.axes("axis", x.rank());
    boolean keep = call.flag("keepdims", false);
    Arithmetic math = call.math();
    Tensor actual = math.cast(call.graph().apply("Shape", x.tensor()), x.type());
    Tensor sizes =
        call.graph().apply("GatherV2", actual, call.graph().ints(axes), call.graph().intScalar(0));
    List<KerasTensor> results = new ArrayList<>();
    results.add(KerasTensor.of(math.reduce("Prod", sizes, false, 0), Shape.SCALAR));
    Shape shape = Reductions.shape(x.shape(), axes, keep);
    Tensor value = x.tensor();
    if (call.has("shift")) {
      value = math.sub(value, call.tensor("shift", x.type()).tensor());
    }
    results.add(KerasTensor.of(math.sum(value, keep, axes), shape));
    results.add(KerasTensor.of(math.sum(math.square(value), keep, axes), shape));
    if (call.has("shift")) {
      results.add(call.tensor("shift", x.type()));
    }
    return results;
  }

  /** Mean and variance of what {@link #statistics} gives. */
  public static List<KerasTensor> normalized(FunctionCall call) {
    KerasTensor sum = call.tensor("mean");
    KerasTensor squares = call.tensor("variance", sum.type());
    KerasTensor counts = call.tensor("counts", sum.type());
    Arithmetic math = call.math();
    Tensor divisor = math.unary("Reciprocal", counts.tensor());
    Tensor shifted = math.mul(sum.tensor(), divisor);
    Shape shape = Broadcasting.shape(call.layer(), sum.shape(), counts.shape());
    KerasTensor mean = KerasTensor.of(shifted, shape);
    if (call.has("shift")) {
      KerasTensor shift = call.tensor("shift", sum.type());
      mean =
          KerasTensor.of(
              math.add(shifted, shift.tensor()),
              Broadcasting.shape(call.layer(), shape, shift.shape()));
    }
    Tensor variance = math.sub(math.mul(squares.tensor(), divisor), math.square(shifted));
    Shape spread = Broadcasting.shape(call.layer(), shape, squares.shape());
    return List.of(mean, KerasTensor.of(variance, spread));
  }

  /** Mean and variance over axes, every value counted as often as its weight says. */
  public static List<KerasTensor> weighted(FunctionCall call) {
    KerasTensor given = call.tensor("x");
    boolean half = given.type() == ElementType.FLOAT16;
    KerasTensor x = half ? Promotion.cast(call, given, ElementType.FLOAT32) : given;
    KerasTensor frequencies = call.tensor("weights", x.type());
    int[] axes = call.axes("axis", x.rank());
    boolean keep = call.flag("keepdims", false);
    Arithmetic math = call.math();
    Tensor weights = math.cast(frequencies.tensor(), x.type());
    Tensor sum = math.sum(math.mul(weights, x.tensor()), true, axes);
    Tensor all = math.add(weights, call.graph().apply("ZerosLike", x.tensor()));
    Tensor total = math.sum(all, true, axes);
    Tensor mean = call.graph().apply("DivNoNan", sum, total);
    Tensor squares = call.graph().apply("SquaredDifference", x.tensor(), mean);
    Tensor distances = math.sum(math.mul(weights, squares), true, axes);
    Tensor variance = call.graph().apply("DivNoNan", distances, total);
    Shape broad = Broadcasting.shape(call.layer(), x.shape(), frequencies.shape());
    Shape shape = Reductions.shape(broad, axes, keep);
    List<KerasTensor> results = new ArrayList<>();
    for (Tensor part : List.of(mean, variance)) {
      Tensor kept = keep ? part : math.squeeze(part, axes);
      results.add(KerasTensor.of(math.cast(kept, given.type()), shape));
    }
    return results;
  }
}
