package dev.salvor.convert.keras.layers;

import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Shapes as tensors, and the arithmetic of windows. */
public final class Shapes {
  private Shapes() {}

  /**
   * {@code shape} as an int32 vector. One unknown dimension becomes -1, to be inferred by Reshape;
   * where there are more, those at the same axis of {@code like} are read from it at run time.
   */
  public static Tensor dynamic(GraphBuilder graph, Tensor like, Shape shape) {
    long unknown = java.util.Arrays.stream(shape.dims()).filter(dim -> dim < 0).count();
    if (unknown <= 1) {
      return graph.ints(java.util.Arrays.stream(shape.dims()).mapToInt(Math::toIntExact).toArray());
    }
    Tensor actual = graph.apply("Shape", like);
    List<Tensor> dims = new ArrayList<>();
    for (int axis = 0; axis < shape.rank(); axis++) {
      dims.add(
          shape.known(axis)
              ? graph.intScalar(Math.toIntExact(shape.dim(axis)))
              : dim(graph, actual, axis));
    }
    return graph.op("Pack").in(dims).out();
  }

  /** Element {@code axis} of a shape vector, a scalar. */
  public static Tensor dim(GraphBuilder graph, Tensor shape, int axis) {
    return graph
        .op("StridedSlice")
        .in(shape)
        .in(graph.ints(axis))
        .in(graph.ints(axis + 1))
        .in(graph.ints(1))
        .attr("shrink_axis_mask", 1)
        .out();
  }

  /**
   * Output length of a convolution or pooling window; padding {@code valid}, {@code same}, {@code
   * causal}.
   */
  public static long window(long input, int size, String padding, int stride, int dilation) {
    if (input == Shape.UNKNOWN) {
      return Shape.UNKNOWN;
    }
    long reach = (size - 1L) * dilation + 1;
    long length = padding.equals("valid") ? input - reach + 1 : input;
    return (length + stride - 1) / stride;
  }
}
