package dev.salvor.convert.keras.layers.functions.reduction;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;

/** Rows of one number put together (keras/src/backend/tensorflow/math.py). */
public final class Segments {
  private Segments() {}

  /** Sum, Max, Min or Prod. */
  public static FunctionBody.Single of(String op) {
    return call -> {
      KerasTensor x = call.tensor("x");
      KerasTensor ids = call.tensor("ids");
      GraphBuilder graph = call.graph();
      Shape rest = x.shape().slice(1, x.rank());
      int stated = call.integer("num_segments", -1);
      if (call.flag("sorted", false)) {
        Tensor sums = graph.apply("Segment" + op, x.tensor(), ids.tensor());
        return KerasTensor.of(sums, Shape.of(Shape.UNKNOWN).concat(rest));
      }
      Tensor count = stated < 0 ? count(call, op, ids) : graph.intScalar(stated);
      Tensor sums = graph.apply("UnsortedSegment" + op, x.tensor(), ids.tensor(), count);
      return KerasTensor.of(sums, Shape.of(stated < 0 ? Shape.UNKNOWN : stated).concat(rest));
    };
  }

  /** How many there are: by their names, since 3.15 but for sums by the greatest. */
  private static Tensor count(FunctionCall call, String op, KerasTensor ids) {
    Arithmetic math = call.math();
    if (op.equals("Sum") || !call.layer().era().atLeast(3, 15)) {
      return call.graph().apply("Size", call.graph().op("Unique").in(ids.tensor()).first());
    }
    Tensor greatest = math.reduce("Max", ids.tensor(), false, 0);
    return math.cast(math.add(greatest, 1), ElementType.INT32);
  }
}
