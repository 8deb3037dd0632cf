package dev.salvor.convert.keras.layers.functions.array;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;

/** Overlapping pieces of the last axis, as rows; what does not fill one is left out. */
public final class Framed {
  private Framed() {}

  public static KerasTensor of(FunctionCall call, KerasTensor x, int length, int step) {
    if (length < 1 || step < 1) {
      throw call.layer().refused("cuts frames of " + length + " every " + step);
    }
    GraphBuilder graph = call.graph();
    Arithmetic math = call.math();
    long size = x.shape().dim(-1);
    long known = size < 0 ? Shape.UNKNOWN : Math.max(0, (size - length + step) / step);
    Tensor total = Shapes.dim(graph, graph.apply("Shape", x.tensor()), x.rank() - 1);
    Tensor count =
        known >= 0
            ? graph.intScalar(Math.toIntExact(known))
            : math.max(
                graph.apply("FloorDiv", math.add(total, step - length), graph.intScalar(step)), 0);
    Tensor cut =
        graph.apply(
            "GatherV2",
            x.tensor(),
            places(graph, count, length, step),
            graph.intScalar(x.rank() - 1));
    return KerasTensor.of(cut, x.shape().slice(0, x.rank() - 1).append(known, length));
  }

  /** Where the elements of each frame lie: {@code (count, length)}. */
  public static Tensor places(GraphBuilder graph, Tensor count, int length, int step) {
    Arithmetic math = new Arithmetic(graph);
    Tensor zero = graph.intScalar(0);
    Tensor one = graph.intScalar(1);
    Tensor starts = math.mul(graph.apply("Range", zero, count, one), step);
    Tensor within = graph.apply("Range", zero, graph.intScalar(length), one);
    return math.add(math.expand(starts, 1), within);
  }
}
