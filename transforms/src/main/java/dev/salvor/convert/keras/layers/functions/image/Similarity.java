package dev.salvor.convert.keras.layers.functions.image;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;

/**
 * The two factors of structural similarity under a Gaussian window, for each window and channel
 * (tensorflow/python/ops/image_ops_impl.py, _ssim_helper).
 *
 * @param shape of both
 */
record Similarity(Tensor luminance, Tensor structure, Shape shape) {

  /**
   * @param peak the range of the values
   */
  static Similarity of(FunctionCall call, KerasTensor x, KerasTensor y, Tensor peak) {
    int size = call.integer("filter_size", 11);
    int rank = x.rank();
    Shape shape = x.shape();
    if (rank < 3 || !shape.known(rank - 1) || y.rank() != rank) {
      throw call.layer().refused("compares " + x.shape() + " and " + y.shape());
    }
    for (int axis = rank - 3; axis < rank - 1; axis++) {
      shape = shape.known(axis) ? shape.with(axis, shape.dim(axis) - size + 1) : shape;
    }
    Arithmetic math = call.math();
    Tensor kernel =
        gauss(call, size, call.number("filter_sigma", 1.5), Math.toIntExact(shape.dim(-1)));
    Tensor mean0 = window(call, x.tensor(), kernel, rank);
    Tensor mean1 = window(call, y.tensor(), kernel, rank);
    Tensor c1 = math.square(math.mul(peak, call.number("k1", 0.01)));
    Tensor c2 = math.square(math.mul(peak, call.number("k2", 0.03)));
    Tensor num0 = math.mul(math.mul(mean0, mean1), 2);
    Tensor den0 = math.add(math.square(mean0), math.square(mean1));
    Tensor luminance = math.div(math.add(num0, c1), math.add(den0, c1));
    Tensor num1 = math.mul(window(call, math.mul(x.tensor(), y.tensor()), kernel, rank), 2);
    Tensor squares = math.add(math.square(x.tensor()), math.square(y.tensor()));
    Tensor den1 = window(call, squares, kernel, rank);
    Tensor structure =
        math.div(math.add(math.sub(num1, num0), c2), math.add(math.sub(den1, den0), c2));
    return new Similarity(luminance, structure, shape);
  }

  private static Tensor gauss(FunctionCall call, int size, double sigma, int channels) {
    if (size < 1 || size > 1 << 10) {
      throw call.layer().refused("has a filter_size of " + size);
    }
    double[] weights = new double[size * size];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      int row = i / size;
      double high = row - (size - 1) / 2.0;
      double wide = i % size - (size - 1) / 2.0;
      weights[i] = Math.exp(-(high * high + wide * wide) / (2 * sigma * sigma));
      sum += weights[i];
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= sum;
    }
    GraphBuilder graph = call.graph();
    return graph.apply(
        "Tile",
        graph.numbers(ElementType.FLOAT32, Shape.of(size, size, 1, 1), weights),
        graph.ints(1, 1, channels, 1));
  }

  /** Weighted means; all axes before the last three are the batch. */
  private static Tensor window(FunctionCall call, Tensor x, Tensor kernel, int rank) {
    GraphBuilder graph = call.graph();
    Arithmetic math = call.math();
    Tensor batch = x;
    Tensor actual = graph.apply("Shape", x);
    if (rank != 4) {
      Tensor inner = math.slice(actual, new int[] {rank - 3}, new int[] {3});
      batch = graph.apply("Reshape", x, math.concat(List.of(graph.ints(-1), inner), 0));
    }
    Tensor mean =
        graph
            .op("DepthwiseConv2dNative")
            .in(batch)
            .in(kernel)
            .attr("strides", List.of(1, 1, 1, 1))
            .attr("padding", "VALID")
            .out();
    if (rank == 4) {
      return mean;
    }
    Tensor outer = math.slice(actual, new int[] {0}, new int[] {rank - 3});
    Tensor inner = math.slice(graph.apply("Shape", mean), new int[] {1}, new int[] {3});
    return graph.apply("Reshape", mean, math.concat(List.of(outer, inner), 0));
  }
}
