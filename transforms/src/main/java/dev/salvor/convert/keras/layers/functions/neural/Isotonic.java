package dev.salvor.convert.keras.layers.functions.neural;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/** The nearest sequence that only falls or only rises (tensorflow/python/ops/nn_ops.py). */
public final class Isotonic {
  private Isotonic() {}

  public static List<KerasTensor> regression(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int axis = call.axis("axis", -1, x.rank());
    boolean falling = call.flag("decreasing", true);
    ElementType type =
        switch (x.type()) {
          case FLOAT32, FLOAT16, BFLOAT16, INT8, INT16 -> ElementType.FLOAT32;
          default -> ElementType.FLOAT64;
        };
    int last = x.rank() - 1;
    int[] swap = IntStream.rangeClosed(0, last).toArray();
    swap[axis] = last;
    swap[last] = axis;
    Arithmetic math = call.math();
    GraphBuilder graph = call.graph();
    Tensor moved = math.transpose(x.tensor(), swap);
    Tensor shape = graph.apply("Shape", moved);
    Tensor length = math.slice(shape, new int[] {last}, new int[] {1});
    Tensor matrix = graph.apply("Reshape", moved, math.concat(List.of(graph.ints(-1), length), 0));
    List<Tensor> parts =
        graph
            .op("IsotonicRegression")
            .in(falling ? matrix : math.neg(matrix))
            .attr("output_dtype", type)
            .outs();
    Tensor values = falling ? parts.get(0) : math.neg(parts.get(0));
    return List.of(back(call, values, shape, swap, x), back(call, parts.get(1), shape, swap, x));
  }

  private static KerasTensor back(
      FunctionCall call, Tensor rows, Tensor shape, int[] swap, KerasTensor x) {
    Tensor unfolded = call.graph().apply("Reshape", rows, shape);
    return KerasTensor.of(call.math().transpose(unfolded, swap), x.shape());
  }
}
