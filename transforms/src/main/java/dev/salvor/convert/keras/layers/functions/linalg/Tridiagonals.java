package dev.salvor.convert.keras.layers.functions.linalg;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.elementwise.Complexes;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Matrices of three diagonals: compact, as a sequence or as whole matrices (linalg_impl.py). */
public final class Tridiagonals {
  private Tridiagonals() {}

  /** Upper, main and lower diagonal, along a new axis before the last. */
  private static KerasTensor compact(FunctionCall call) {
    String format = call.text("format", "compact");
    switch (format) {
      case "compact" -> {
        return call.tensor("x");
      }
      case "sequence" -> {
        List<KerasTensor> parts = call.tensors("x");
        if (parts.size() != 3) {
          throw call.layer().refused("has " + parts.size() + " diagonals");
        }
        return stacked(call, parts);
      }
      case "matrix" -> {
        KerasTensor x = call.tensor("x");
        Tensor zero = call.graph().scalar(x.type(), 0);
        return Bands.diagonals(call, x, new int[] {-1, 1}, zero, "LEFT_RIGHT");
      }
      default -> throw call.layer().refused("has diagonals_format " + format);
    }
  }

  private static KerasTensor stacked(FunctionCall call, List<KerasTensor> parts) {
    Shape shape = parts.get(0).shape();
    int last = shape.rank() - 1;
    Tensor all =
        call.graph()
            .op("Pack")
            .in(parts.stream().map(KerasTensor::tensor).toList())
            .attr("axis", last)
            .out();
    return KerasTensor.of(all, shape.slice(0, last).append(3, shape.dim(last)));
  }

  public static KerasTensor product(FunctionCall call) {
    KerasTensor diagonals = compact(call);
    KerasTensor y = call.tensor("y", diagonals.type());
    Arithmetic math = call.math();
    int axis = diagonals.rank() - 2;
    List<Tensor> rows = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int[] begin = new int[diagonals.rank()];
      int[] size = new int[diagonals.rank()];
      java.util.Arrays.fill(size, -1);
      begin[axis] = i;
      size[axis] = 1;
      rows.add(math.slice(diagonals.tensor(), begin, size));
    }
    Tensor product =
        call.graph().apply("TridiagonalMatMul", rows.get(0), rows.get(1), rows.get(2), y.tensor());
    return KerasTensor.of(product, y.shape());
  }

  /** The right side is one vector or a matrix, which may be transposed. */
  public static KerasTensor solve(FunctionCall call) {
    KerasTensor diagonals = compact(call);
    KerasTensor y = call.tensor("y", diagonals.type());
    boolean conjugate = call.flag("conjugate", false) && Complexes.complex(y);
    boolean transpose = call.flag("transpose", false);
    Arithmetic math = call.math();
    boolean vector = y.rank() == diagonals.rank() - 1;
    Tensor right = conjugate ? math.unary("Conj", y.tensor()) : y.tensor();
    Shape shape = y.shape();
    if (vector) {
      right = math.expand(right, -1);
    } else if (transpose) {
      right = LinearAlgebra.swapped(call, right, y.rank());
      shape = shape.with(-1, y.shape().dim(-2)).with(-2, y.shape().dim(-1));
    }
    var op = call.graph().op("TridiagonalSolve").in(diagonals.tensor()).in(right);
    op.attr("partial_pivoting", call.flag("partial_pivoting", true));
    if (call.flag("perturb_singular", false)) {
      op.attr("perturb_singular", true);
    }
    Tensor solution = op.out();
    return KerasTensor.of(vector ? math.squeeze(solution, -1) : solution, shape);
  }
}
