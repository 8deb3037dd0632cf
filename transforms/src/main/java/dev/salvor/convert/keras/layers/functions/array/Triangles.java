package dev.salvor.convert.keras.layers.functions.array;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;

/** Bands of matrices in the last two axes. */
public final class Triangles {
  private Triangles() {}

  /** The lower or upper triangle of the last two axes. */
  public static FunctionBody.Single triangle(boolean lower) {
    return call -> {
      KerasTensor x = call.tensor("x");
      int k = call.integer("k", 0);
      GraphBuilder graph = call.graph();
      Tensor below = graph.intScalar(lower ? -1 : -k);
      Tensor above = graph.intScalar(lower ? k : -1);
      if (lower ? k < 0 : k > 0) {
        int cut = Math.abs(k) - 1;
        Tensor band =
            graph.apply(
                "MatrixBandPart",
                x.tensor(),
                graph.intScalar(lower ? cut : -1),
                graph.intScalar(lower ? -1 : cut));
        return KerasTensor.of(call.math().sub(x.tensor(), band), x.shape());
      }
      return KerasTensor.of(graph.apply("MatrixBandPart", x.tensor(), below, above), x.shape());
    };
  }

  public static KerasTensor bandPart(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    GraphBuilder graph = call.graph();
    Tensor band =
        graph.apply(
            "MatrixBandPart",
            x.tensor(),
            graph.intScalar(call.integer("lower")),
            graph.intScalar(call.integer("upper")));
    return KerasTensor.of(band, x.shape());
  }
}
