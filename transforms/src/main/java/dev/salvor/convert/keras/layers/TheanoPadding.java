package dev.salvor.convert.keras.layers;

import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;

/**
 * Where Theano puts the padding {@code same}: before an axis at least as much as after it, whatever
 * the strides, where TensorFlow puts the odd element after (keras 2.3.1 backend/theano_backend.py,
 * conv2d and pool2d). Outputs have the same length.
 */
public final class TheanoPadding {
  private TheanoPadding() {}

  /** Whether the layer was trained with Theano and pads. */
  public static boolean applies(LayerCall call, String padding) {
    return padding.equals("same") && "theano".equals(call.era().backend());
  }

  /** For a convolution whose window reaches over {@code reach} elements of each spatial axis. */
  public static KerasTensor convolution(GraphBuilder graph, KerasTensor x, int[] reach) {
    int[] before = new int[reach.length];
    for (int i = 0; i < reach.length; i++) {
      before[i] = reach[i] / 2;
    }
    return padded(graph, x, before, reach, 0);
  }

  /**
   * For pooling.
   *
   * @param value what stands in the padding
   */
  public static KerasTensor pooling(GraphBuilder graph, KerasTensor x, int[] size, double value) {
    int[] before = new int[size.length];
    for (int i = 0; i < size.length; i++) {
      before[i] = size[i] > 2 && size[i] % 2 == 1 ? size[i] - 2 : size[i] - 1;
    }
    return padded(graph, x, before, size, value);
  }

  private static KerasTensor padded(
      GraphBuilder graph, KerasTensor x, int[] before, int[] reach, double value) {
    int[] paddings = new int[2 * x.rank()];
    Shape shape = x.shape();
    for (int i = 0; i < reach.length; i++) {
      paddings[2 * (i + 1)] = before[i];
      paddings[2 * (i + 1) + 1] = reach[i] - 1 - before[i];
      if (shape.known(i + 1)) {
        shape = shape.with(i + 1, shape.dim(i + 1) + reach[i] - 1);
      }
    }
    Tensor pairs = graph.apply("Reshape", graph.ints(paddings), graph.ints(x.rank(), 2));
    Tensor padded = graph.apply("PadV2", x.tensor(), pairs, graph.scalarLike(x.tensor(), value));
    return KerasTensor.of(padded, shape);
  }
}
