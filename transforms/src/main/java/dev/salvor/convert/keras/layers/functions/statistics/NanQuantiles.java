package dev.salvor.convert.keras.layers.functions.statistics;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.convert.keras.layers.functions.elementwise.Numbers;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;

/**
 * Quantiles of what is a number, each row with as many values as it has; what is none is sorted to
 * the end (Keras 3.14 and later).
 */
public final class NanQuantiles {
  private NanQuantiles() {}

  /**
   * @param scale 1, or 100 for percentiles
   */
  public static FunctionBody.Single of(double scale) {
    return call -> of(call, Quantiles.fractions(call, scale), call.text("method", "linear"));
  }

  public static KerasTensor median(FunctionCall call) {
    Tensor half = call.graph().scalar(ElementType.FLOAT64, 0.5);
    return of(call, KerasTensor.of(half, Shape.SCALAR), "linear");
  }

  private static KerasTensor of(FunctionCall call, KerasTensor q, String method) {
    KerasTensor x = Promotion.floating(call, "x");
    int[] axes = call.axes("axis", x.rank());
    int outer = x.rank() - axes.length;
    Arithmetic math = call.math();
    Tensor unknown = math.unary("IsNan", x.tensor());
    Tensor high = call.graph().scalarLike(x.tensor(), Double.POSITIVE_INFINITY);
    Tensor sorted = Quantiles.sorted(call, x, axes, math.where(unknown, high, x.tensor()));
    Tensor count = math.sum(math.cast(math.not(unknown), ElementType.INT32), false, axes);
    Tensor last = Quantiles.wide(math, math.sub(count, 1), q.rank());
    Tensor found =
        new Quantiles.Picking(math, sorted, outer, outer).at(call, last, q.tensor(), method);
    Tensor none = Quantiles.wide(math, Numbers.equal(math, count, 0), q.rank());
    Tensor nan = call.graph().scalarLike(found, Double.NaN);
    return Quantiles.placed(call, math.where(none, nan, found), x, axes, q);
  }
}
