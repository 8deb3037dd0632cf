package dev.salvor.convert.keras.layers.convolution;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;
import java.util.function.Function;

/** Inputs with several batch axes, which tf.keras convolves as one (base_conv.py, since 2.4). */
public final class BatchAxes {
  private BatchAxes() {}

  /**
   * Applies {@code op} with one batch axis and unfolds its result to {@code output}.
   *
   * @param axes spatial axes
   */
  public static Tensor single(
      GraphBuilder graph, KerasTensor x, int axes, Shape output, Function<KerasTensor, Tensor> op) {
    int extra = x.rank() - axes - 2;
    if (extra <= 0) {
      return op.apply(x);
    }
    Arithmetic math = new Arithmetic(graph);
    Tensor actual = graph.apply("Shape", x.tensor());
    Tensor batch = math.slice(actual, new int[] {0}, new int[] {extra + 1});
    Tensor rest = math.slice(actual, new int[] {extra + 1}, new int[] {-1});
    Tensor folded =
        graph.apply("Reshape", x.tensor(), math.concat(List.of(graph.ints(-1), rest), 0));
    Shape one = Shape.of(Shape.UNKNOWN).concat(x.shape().slice(extra + 1, x.rank()));
    Tensor result = op.apply(KerasTensor.of(folded, one));
    Tensor sample = math.slice(graph.apply("Shape", result), new int[] {1}, new int[] {-1});
    return graph.apply("Reshape", result, math.concat(List.of(batch, sample), 0));
  }
}
