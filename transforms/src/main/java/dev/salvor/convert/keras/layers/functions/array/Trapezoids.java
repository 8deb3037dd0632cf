package dev.salvor.convert.keras.layers.functions.array;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.convert.keras.layers.functions.reduction.Reductions;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.stream.IntStream;

/** The area under a curve by trapezoids, of equal width or between given places. */
public final class Trapezoids {
  private Trapezoids() {}

  public static KerasTensor area(FunctionCall call) {
    KerasTensor y = Promotion.floating(call, "y");
    int axis = call.axis("axis", -1, y.rank());
    Arithmetic math = call.math();
    KerasTensor moved = last(call, y, axis);
    Tensor heights = math.mul(math.add(after(call, moved), before(call, moved)), 0.5);
    double dx = call.number("dx", 1);
    Tensor areas;
    if (call.has("x")) {
      KerasTensor x = Promotion.cast(call, call.tensor("x", y.type()), y.type());
      int along = x.rank() == y.rank() ? axis : x.rank() - 1;
      boolean own = x.rank() == 1 && axis == y.rank() - 1;
      if (x.rank() != y.rank() && !own) {
        throw call.layer().refused("integrates " + y.shape() + " over " + x.shape());
      }
      KerasTensor places = last(call, x, along);
      areas = math.mul(heights, math.sub(after(call, places), before(call, places)));
    } else {
      areas = math.mul(heights, dx);
    }
    Shape shape = Reductions.shape(y.shape(), new int[] {axis}, false);
    return KerasTensor.of(math.sum(areas, false, y.rank() - 1), shape);
  }

  private static KerasTensor last(FunctionCall call, KerasTensor x, int axis) {
    int[] order =
        IntStream.concat(IntStream.range(0, x.rank()).filter(i -> i != axis), IntStream.of(axis))
            .toArray();
    Shape shape = Shape.of(IntStream.of(order).mapToLong(x.shape()::dim).toArray());
    return KerasTensor.of(call.math().transpose(x.tensor(), order), shape);
  }

  private static Tensor after(FunctionCall call, KerasTensor x) {
    return Rearranging.cut(call, x.tensor(), x.shape(), x.rank() - 1, 1, -1);
  }

  private static Tensor before(FunctionCall call, KerasTensor x) {
    return Rearranging.cut(call, x.tensor(), x.shape(), x.rank() - 1, 0, 1);
  }
}
