package dev.salvor.convert.keras.layers.functions.statistics;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Sets of values and places. */
public final class Uniques {
  private Uniques() {}

  /** Distinct values in the order they come, which of them each element is, how often each came. */
  public static FunctionBody of(boolean counts) {
    return call -> {
      KerasTensor x = call.tensor("x");
      List<Tensor> parts =
          call.graph()
              .op(counts ? "UniqueWithCounts" : "Unique")
              .in(x.tensor())
              .attr("out_idx", call.type("type").orElse(ElementType.INT32))
              .outs();
      List<KerasTensor> results = new ArrayList<>();
      for (int i = 0; i < parts.size(); i++) {
        Shape shape = i == 1 ? x.shape() : Shape.of(Shape.UNKNOWN);
        results.add(KerasTensor.of(parts.get(i), shape));
      }
      return results;
    };
  }

  /** Values of the first that the second has not, and where they were. */
  public static List<KerasTensor> difference(FunctionCall call) {
    Promotion.Pair pair = Promotion.pair(call, "x", "y");
    Shape shape = Shape.of(Shape.UNKNOWN);
    return call
        .graph()
        .op("ListDiff")
        .in(pair.x().tensor())
        .in(pair.y().tensor())
        .attr("out_idx", call.type("type").orElse(ElementType.INT32))
        .outs()
        .stream()
        .map(part -> KerasTensor.of(part, shape))
        .toList();
  }

  public static KerasTensor unravel(FunctionCall call) {
    KerasTensor x = call.tensor("x", ElementType.INT32);
    KerasTensor dims = call.tensor("dims", x.type());
    Tensor places =
        call.graph().apply("UnravelIndex", x.tensor(), call.math().cast(dims.tensor(), x.type()));
    long rank = dims.shape().dim(0);
    return KerasTensor.of(places, Shape.of(rank).concat(x.shape()));
  }

  public static KerasTensor fingerprint(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Tensor method = call.graph().strings(Shape.SCALAR, List.of(call.text("method", "farmhash64")));
    return KerasTensor.of(
        call.graph().apply("Fingerprint", x.tensor(), method), Shape.of(x.shape().dim(0), 8));
  }
}
