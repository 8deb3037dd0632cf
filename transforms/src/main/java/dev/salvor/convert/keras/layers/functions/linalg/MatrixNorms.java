package dev.salvor.convert.keras.layers.functions.linalg;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.graph.Tensor;
import java.util.stream.IntStream;

/** VectorNorms of matrices in two axes (keras/src/backend/tensorflow/linalg.py, norm). */
final class MatrixNorms {
  private MatrixNorms() {}

  /**
   * @param axes rows, columns
   * @return with both axes kept
   */
  static Tensor of(FunctionCall call, KerasTensor x, String order, int[] axes) {
    Arithmetic math = call.math();
    Tensor size = math.abs(x.tensor());
    int row = axes[0];
    int column = axes[1];
    return switch (order) {
      case "1", "1.0" -> math.reduce("Max", math.sum(size, true, row), true, column);
      case "-1", "-1.0" -> math.reduce("Min", math.sum(size, true, row), true, column);
      case "inf", "Infinity" -> math.reduce("Max", math.sum(size, true, column), true, row);
      case "-inf", "-Infinity" -> math.reduce("Min", math.sum(size, true, column), true, row);
      case "2", "2.0" -> singular(math, x, "Max", axes);
      case "-2", "-2.0" -> singular(math, x, "Min", axes);
      case "nuc" -> singular(math, x, "Sum", axes);
      default -> throw call.layer().refused("takes the norm " + order + " of matrices");
    };
  }

  /** Of the singular values the greatest, the least or the sum. */
  private static Tensor singular(Arithmetic math, KerasTensor x, String op, int[] axes) {
    int[] rest =
        IntStream.range(0, x.rank())
            .filter(i -> IntStream.of(axes).noneMatch(a -> a == i))
            .toArray();
    int[] order = IntStream.concat(IntStream.of(rest), IntStream.of(axes)).toArray();
    Tensor matrices = math.transpose(x.tensor(), order);
    Tensor values = math.graph().op("Svd").in(matrices).attr("compute_uv", false).outs().get(0);
    Tensor result = math.reduce(op, values, false, rest.length);
    for (int axis : IntStream.of(axes).sorted().toArray()) {
      result = math.expand(result, axis);
    }
    return result;
  }
}
