package dev.salvor.convert.keras.layers.functions.image;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Differences of neighbouring pixels. */
public final class Edges {
  /** The vertical and the horizontal filter in the last axis. */
  private static final double[] SOBEL = {
    -1, -1, -2, 0, -1, 1, 0, -2, 0, 0, 0, 2, 1, -1, 2, 0, 1, 1
  };

  private Edges() {}

  /** Vertical and horizontal edges of every channel in a new last axis. */
  public static KerasTensor sobel(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    if (x.rank() != 4 || !x.shape().known(3)) {
      throw call.layer().refused("finds edges in " + x.shape());
    }
    int channels = Math.toIntExact(x.shape().dim(3));
    GraphBuilder graph = call.graph();
    Tensor filters =
        graph.apply(
            "Tile",
            graph.numbers(x.type(), Shape.of(3, 3, 1, 2), SOBEL),
            graph.ints(1, 1, channels, 1));
    Tensor pairs = call.math().reshape(graph.ints(0, 0, 1, 1, 1, 1, 0, 0), 4, 2);
    Tensor around = graph.op("MirrorPad").in(x.tensor()).in(pairs).attr("mode", "REFLECT").out();
    Tensor edges =
        graph
            .op("DepthwiseConv2dNative")
            .in(around)
            .in(filters)
            .attr("strides", List.of(1, 1, 1, 1))
            .attr("padding", "VALID")
            .out();
    Tensor actual = graph.apply("Shape", x.tensor());
    Tensor shape = call.math().concat(List.of(actual, graph.ints(2)), 0);
    return KerasTensor.of(graph.apply("Reshape", edges, shape), x.shape().append(2));
  }

  /** Vertical and horizontal differences; zero at the end. */
  public static List<KerasTensor> gradients(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    if (x.rank() != 4) {
      throw call.layer().refused("takes the gradients of " + x.shape());
    }
    GraphBuilder graph = call.graph();
    List<KerasTensor> results = new ArrayList<>();
    for (int axis = 1; axis < 3; axis++) {
      Tensor size = graph.apply("Shape", x.tensor());
      Tensor length = Shapes.dim(graph, size, axis);
      Tensor places = graph.apply("Range", graph.intScalar(0), length, graph.intScalar(1));
      Tensor last = call.math().sub(length, 1);
      Tensor next = graph.apply("Minimum", call.math().add(places, 1), last);
      // the last is its own neighbour
      Tensor after = graph.apply("GatherV2", x.tensor(), next, graph.intScalar(axis));
      results.add(KerasTensor.of(call.math().sub(after, x.tensor()), x.shape()));
    }
    return results;
  }
}
