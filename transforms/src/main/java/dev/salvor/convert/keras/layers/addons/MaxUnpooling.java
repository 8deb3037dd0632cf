package dev.salvor.convert.keras.layers.addons;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Argument;
import java.util.ArrayList;
import java.util.List;

/**
 * Values of a max-pooling put back where they came from, with zeros between them (tensorflow_addons
 * 0.23, layers/max_unpooling_2d.py and max_unpooling_2d_v2.py).
 */
public final class MaxUnpooling implements LayerConverter {
  private final boolean sized;

  /**
   * @param sized whether the size of the result is an argument, as of MaxUnpooling2DV2, rather than
   *     that of the pooling
   */
  public MaxUnpooling(boolean sized) {
    this.sized = sized;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    KerasTensor x = call.input();
    KerasTensor places = places(call);
    if (x.rank() != 4 || places.rank() != 4) {
      throw call.refused("takes images, the model gives it " + x.shape() + " " + places.shape());
    }
    GraphBuilder graph = call.graph();
    Arithmetic math = new Arithmetic(graph);
    Tensor actual = graph.apply("Shape", x.tensor());
    Shape shape = sized ? stated(call) : grown(call, x.shape());
    List<Tensor> sizes = new ArrayList<>();
    for (int axis = 0; axis < 4; axis++) {
      sizes.add(
          shape.known(axis)
              ? graph.intScalar(Math.toIntExact(shape.dim(axis)))
              : grown(call, math, Shapes.dim(graph, actual, axis), axis));
    }
    Tensor place = math.cast(places.tensor(), ElementType.INT32);
    Tensor ones = graph.apply("OnesLike", place);
    Tensor pixel = graph.apply("FloorDiv", place, sizes.get(3));
    List<Tensor> position =
        List.of(
            math.mul(ones, math.reshape(counted(graph, sizes.get(0)), -1, 1, 1, 1)),
            graph.apply("FloorDiv", place, math.mul(sizes.get(2), sizes.get(3))),
            graph.apply("FloorMod", pixel, sizes.get(2)),
            math.mul(ones, counted(graph, sizes.get(3))));
    Tensor indices = math.reshape(graph.op("Pack").in(position).attr("axis", 4).out(), -1, 4);
    Tensor whole = graph.op("Pack").in(sizes).out();
    Tensor result = graph.apply("ScatterNd", indices, math.reshape(x.tensor(), -1), whole);
    return call.unmasked(result, shape);
  }

  private static Tensor counted(GraphBuilder graph, Tensor size) {
    return graph.apply("Range", graph.intScalar(0), size, graph.intScalar(1));
  }

  private static KerasTensor places(LayerCall call) {
    Argument<KerasTensor> given =
        call.args().size() > 1 ? call.args().get(1) : call.kwargs().get("mask");
    if (given instanceof Argument.Leaf<KerasTensor> leaf) {
      return leaf.value();
    }
    throw call.refused("is called without the places that values come from");
  }

  private static Shape stated(LayerCall call) {
    int[] dims = call.config().integers("output_size", 4);
    return Shape.of(dims[0], dims[1], dims[2], dims[3]);
  }

  private static Shape grown(LayerCall call, Shape shape) {
    Shape result = shape;
    for (int axis = 1; axis < 3; axis++) {
      Growth growth = Growth.of(call, axis);
      if (shape.known(axis)) {
        result = result.with(axis, growth.of(shape.dim(axis)));
      }
    }
    return result;
  }

  private Tensor grown(LayerCall call, Arithmetic math, Tensor size, int axis) {
    if (sized || axis == 0 || axis == 3) {
      return size;
    }
    Growth growth = Growth.of(call, axis);
    return math.add(math.mul(size, growth.stride()), growth.rest());
  }

  /** The size before the pooling is {@code size * stride + rest}. */
  private record Growth(int stride, int rest) {

    static Growth of(LayerCall call, int axis) {
      int stride = call.config().integers("strides", 2, 2)[axis - 1];
      int window = call.config().integers("pool_size", 2, 2)[axis - 1];
      return switch (call.config().text("padding", "SAME")) {
        case "SAME" -> new Growth(stride, 0);
        case "VALID" -> new Growth(stride, window - stride);
        default -> throw call.refused("has padding " + call.config().node("padding"));
      };
    }

    long of(long size) {
      return size * stride + rest;
    }
  }
}
