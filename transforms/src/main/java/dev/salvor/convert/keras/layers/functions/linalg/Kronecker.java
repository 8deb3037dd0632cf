package dev.salvor.convert.keras.layers.functions.linalg;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;

/** Every element of the first operand times the whole second one, in its place. */
public final class Kronecker {
  private Kronecker() {}

  public static KerasTensor product(FunctionCall call) {
    Promotion.Pair pair = Promotion.pair(call, "x", "y");
    int rank = Math.max(pair.x().rank(), pair.y().rank());
    Arithmetic math = call.math();
    GraphBuilder graph = call.graph();
    KerasTensor x = padded(math, pair.x(), rank);
    KerasTensor y = padded(math, pair.y(), rank);
    Tensor sizesX = graph.apply("Shape", x.tensor());
    Tensor sizesY = graph.apply("Shape", y.tensor());
    Tensor ones = graph.apply("OnesLike", sizesX);
    Tensor product =
        math.mul(
            graph.apply("Reshape", x.tensor(), interleaved(math, sizesX, ones)),
            graph.apply("Reshape", y.tensor(), interleaved(math, ones, sizesY)));
    Shape shape = Shape.SCALAR;
    for (int i = 0; i < rank; i++) {
      boolean known = x.shape().known(i) && y.shape().known(i);
      shape = shape.append(known ? x.shape().dim(i) * y.shape().dim(i) : Shape.UNKNOWN);
    }
    return KerasTensor.of(graph.apply("Reshape", product, math.mul(sizesX, sizesY)), shape);
  }

  private static KerasTensor padded(Arithmetic math, KerasTensor x, int rank) {
    KerasTensor result = x;
    while (result.rank() < rank) {
      result = KerasTensor.of(math.expand(result.tensor(), 0), Shape.of(1).concat(result.shape()));
    }
    return result;
  }

  private static Tensor interleaved(Arithmetic math, Tensor a, Tensor b) {
    Tensor pairs = math.graph().op("Pack").in(List.of(a, b)).attr("axis", 1).out();
    return math.reshape(pairs, -1);
  }
}
