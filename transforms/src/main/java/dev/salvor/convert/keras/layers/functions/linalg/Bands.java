package dev.salvor.convert.keras.layers.functions.linalg;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.Count;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.Arrays;

/** Diagonals and bands of matrices; {@code k} is one diagonal or the least and greatest of some. */
public final class Bands {
  private Bands() {}

  public static KerasTensor part(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Tensor lower = Count.of(call, "lower").tensor();
    Tensor upper = Count.of(call, "upper").tensor();
    return KerasTensor.of(
        call.graph().apply("MatrixBandPart", x.tensor(), lower, upper), x.shape());
  }

  private static int[] k(FunctionCall call) {
    int[] k = call.has("k") ? call.integers("k") : new int[] {0};
    if (k.length < 1 || k.length > 2 || k[0] > k[k.length - 1]) {
      throw call.layer().refused("has diagonals " + Arrays.toString(k));
    }
    return k;
  }

  private static Tensor padding(FunctionCall call, ElementType type) {
    return call.has("padding")
        ? call.tensor("padding", type).tensor()
        : call.graph().scalar(type, 0);
  }

  public static KerasTensor diagonals(FunctionCall call) {
    return diagonals(
        call,
        call.tensor("x"),
        k(call),
        padding(call, call.tensor("x").type()),
        call.text("align", "RIGHT_LEFT"));
  }

  public static KerasTensor diagonals(
      FunctionCall call, KerasTensor x, int[] k, Tensor padding, String align) {
    Tensor parts =
        call.graph()
            .op("MatrixDiagPartV3")
            .in(x.tensor())
            .in(call.graph().ints(k))
            .in(padding)
            .attr("align", align)
            .out();
    long rows = x.shape().dim(-2);
    long columns = x.shape().dim(-1);
    int low = k[0];
    int high = k[k.length - 1];
    long length = Shape.UNKNOWN;
    if (rows >= 0 && columns >= 0) {
      length = Math.min(rows + Math.min(high, 0), columns - Math.max(low, 0));
      if (length <= 0) {
        throw call.layer().refused("takes a diagonal outside of the matrix");
      }
    }
    Shape outer = Norms.outer(x);
    Shape shape = low == high ? outer.append(length) : outer.append(high - low + 1L, length);
    return KerasTensor.of(parts, shape);
  }

  public static KerasTensor trace(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    KerasTensor part =
        diagonals(call, x, new int[] {0}, call.graph().scalar(x.type(), 0), "RIGHT_LEFT");
    Tensor sum = call.math().sum(part.tensor(), false, part.rank() - 1);
    return KerasTensor.of(sum, part.shape().slice(0, part.rank() - 1));
  }

  public static KerasTensor matrices(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] k = k(call);
    int low = k[0];
    int high = k[k.length - 1];
    int rows = call.integer("rows", -1);
    int columns = call.integer("columns", -1);
    GraphBuilder graph = call.graph();
    Tensor matrix =
        graph
            .op("MatrixDiagV3")
            .in(x.tensor())
            .in(graph.ints(k))
            .in(graph.intScalar(rows))
            .in(graph.intScalar(columns))
            .in(padding(call, x.type()))
            .attr("align", call.text("align", "RIGHT_LEFT"))
            .out();
    boolean several = low != high;
    Shape outer = x.shape().slice(0, x.rank() - (several ? 2 : 1));
    long length = x.shape().dim(-1);
    long least = length < 0 ? Shape.UNKNOWN : length - Math.min(high, 0);
    long across = length < 0 ? Shape.UNKNOWN : length + Math.max(low, 0);
    long side = Math.max(least, across);
    boolean square = rows < 0 && columns < 0;
    Shape shape =
        square
            ? outer.append(side, side)
            : outer.append(rows < 0 ? least : rows, columns < 0 ? across : columns);
    return KerasTensor.of(matrix, shape);
  }

  public static KerasTensor replaced(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Tensor set =
        call.graph()
            .op("MatrixSetDiagV3")
            .in(x.tensor())
            .in(call.tensor("diagonal", x.type()).tensor())
            .in(call.graph().ints(k(call)))
            .attr("align", call.text("align", "RIGHT_LEFT"))
            .out();
    return KerasTensor.of(set, x.shape());
  }

  /** A tensor as the diagonal of one of twice its rank. */
  public static KerasTensor tensor(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    return KerasTensor.of(call.graph().apply("Diag", x.tensor()), x.shape().concat(x.shape()));
  }

  public static KerasTensor ofTensor(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int half = x.rank() / 2;
    Shape shape = x.shape().slice(0, half);
    for (int i = 0; i < half; i++) {
      shape = shape.known(i) ? shape : shape.with(i, x.shape().dim(half + i));
    }
    return KerasTensor.of(call.graph().apply("DiagPart", x.tensor()), shape);
  }
}
