package dev.salvor.convert.keras.layers.functions.array;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.stream.IntStream;

/** Diagonals of matrices: taken, summed, and vectors laid on them. */
public final class Diagonals {
  private Diagonals() {}

  /** The diagonal of two axes, which become the last. */
  public static KerasTensor diagonal(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    return part(call, x, call.integer("offset", 0), call.integer("axis1", 0));
  }

  private static KerasTensor part(FunctionCall call, KerasTensor x, int offset, int first) {
    int rank = x.rank();
    int row = call.counted(first, rank);
    int column = call.axis("axis2", 1, rank);
    if (row == column) {
      throw call.layer().refused("takes the diagonal of one axis");
    }
    int[] rest = IntStream.range(0, rank).filter(i -> i != row && i != column).toArray();
    int[] order = IntStream.concat(IntStream.of(rest), IntStream.of(row, column)).toArray();
    Tensor moved = call.math().transpose(x.tensor(), order);
    Shape outer = Shape.of(IntStream.of(rest).mapToLong(x.shape()::dim).toArray());
    return part(call, moved, outer, x.shape().dim(row), x.shape().dim(column), offset);
  }

  private static KerasTensor part(
      FunctionCall call, Tensor matrices, Shape outer, long rows, long columns, int offset) {
    GraphBuilder graph = call.graph();
    long length = Shape.UNKNOWN;
    if (rows >= 0 && columns >= 0) {
      length = Math.min(rows + Math.min(offset, 0), columns - Math.max(offset, 0));
      if (length <= 0) {
        throw call.layer().refused("takes a diagonal outside of the matrix");
      }
    }
    Tensor part =
        graph
            .op("MatrixDiagPartV3")
            .in(matrices)
            .in(graph.intScalar(offset))
            .in(graph.scalar(matrices.type(), 0))
            .out();
    return KerasTensor.of(part, outer.append(length));
  }

  /** The sum of a diagonal; small integers are summed in 32 bits. */
  public static KerasTensor trace(FunctionCall call) {
    KerasTensor given = call.tensor("x");
    KerasTensor x = Promotion.cast(call, given, summed(given.type()));
    KerasTensor part = part(call, x, call.integer("offset", 0), call.integer("axis1", 0));
    Tensor sum = call.math().sum(part.tensor(), false, part.rank() - 1);
    return KerasTensor.of(sum, part.shape().slice(0, part.rank() - 1));
  }

  static ElementType summed(ElementType type) {
    if (type == ElementType.BOOL) {
      return ElementType.INT32;
    }
    boolean narrow = !type.floating() && type.size() < 4;
    return !narrow ? type : type.id().startsWith("u") ? ElementType.UINT32 : ElementType.INT32;
  }

  /** A vector on a diagonal of a matrix, or the diagonal of a matrix. */
  public static KerasTensor diag(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int k = call.integer("k", 0);
    if (x.rank() == 2) {
      return part(call, x.tensor(), Shape.SCALAR, x.shape().dim(0), x.shape().dim(1), k);
    }
    return laid(call, x, k);
  }

  /** All elements on a diagonal of a matrix. */
  public static KerasTensor diagFlat(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Tensor flat = call.math().reshape(x.tensor(), -1);
    return laid(call, KerasTensor.of(flat, Shape.of(x.shape().elements())), call.integer("k", 0));
  }

  private static KerasTensor laid(FunctionCall call, KerasTensor x, int k) {
    if (x.rank() != 1) {
      throw call.layer().refused("lays " + x.shape() + " on a diagonal");
    }
    GraphBuilder graph = call.graph();
    Tensor matrix =
        graph
            .op("MatrixDiagV3")
            .in(x.tensor())
            .in(graph.intScalar(k))
            .in(graph.intScalar(-1))
            .in(graph.intScalar(-1))
            .in(graph.scalar(x.type(), 0))
            .out();
    long length = x.shape().dim(0);
    long side = length < 0 ? Shape.UNKNOWN : length + Math.abs(k);
    return KerasTensor.of(matrix, Shape.of(side, side));
  }
}
