package dev.salvor.convert.keras.layers.functions.linalg;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.Broadcasting;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.convert.keras.layers.functions.elementwise.Complexes;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;

/** Products of matrices as tf.linalg has them: either operand may be transposed or conjugated. */
public final class MatrixProducts {
  private MatrixProducts() {}

  public static KerasTensor matmul(FunctionCall call) {
    Promotion.Pair pair = Promotion.pair(call, "x", "y");
    KerasTensor x = turned(call, pair.x(), "x");
    KerasTensor y = turned(call, pair.y(), "y");
    if (call.type("output_type").orElse(x.type()) != x.type()) {
      throw call.layer().refused("multiplies into another type");
    }
    return product(call, x, y);
  }

  private static KerasTensor product(FunctionCall call, KerasTensor x, KerasTensor y) {
    if (x.rank() < 2 || y.rank() < 2) {
      throw call.layer().refused("multiplies " + x.shape() + " by " + y.shape());
    }
    Shape outer = Broadcasting.shape(call.layer(), Norms.outer(x), Norms.outer(y));
    return KerasTensor.of(
        call.math().matmul(x.tensor(), y.tensor()),
        outer.append(x.shape().dim(-2), y.shape().dim(-1)));
  }

  private static KerasTensor turned(FunctionCall call, KerasTensor x, String name) {
    boolean adjoint = call.flag("adjoint_" + name, false);
    boolean transposed = call.flag("transpose_" + name, false);
    if (adjoint && transposed) {
      throw call.layer().refused("both transposes and adjoins a matrix");
    }
    return adjoint || transposed ? transposed(call, x, adjoint) : x;
  }

  private static KerasTensor transposed(FunctionCall call, KerasTensor x, boolean conjugate) {
    Shape shape = x.shape().with(-1, x.shape().dim(-2)).with(-2, x.shape().dim(-1));
    Tensor turned = LinearAlgebra.swapped(call, x.tensor(), x.rank());
    boolean conjugates = conjugate && Complexes.complex(x);
    return KerasTensor.of(conjugates ? call.math().unary("Conj", turned) : turned, shape);
  }

  /** A matrix by a vector. */
  public static KerasTensor matvec(FunctionCall call) {
    Promotion.Pair pair = Promotion.pair(call, "x", "y");
    KerasTensor x = turned(call, pair.x(), "x");
    KerasTensor y = pair.y();
    KerasTensor column = KerasTensor.of(call.math().expand(y.tensor(), -1), y.shape().append(1));
    KerasTensor product = product(call, x, column);
    return KerasTensor.of(
        call.math().squeeze(product.tensor(), -1), product.shape().slice(0, product.rank() - 1));
  }

  /**
   * @param always whether complex values are conjugated without being asked
   */
  public static FunctionBody.Single transpose(boolean always) {
    return call -> transposed(call, call.tensor("x"), always || call.flag("conjugate", false));
  }

  /** Matrices broadcast. */
  public static KerasTensor triangular(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    KerasTensor y = call.tensor("y", x.type());
    Tensor solution =
        call.graph()
            .op("MatrixTriangularSolve")
            .in(x.tensor())
            .in(y.tensor())
            .attr("lower", call.flag("lower", true))
            .attr("adjoint", call.flag("adjoint", false))
            .out();
    Shape outer = Broadcasting.shape(call.layer(), Norms.outer(x), Norms.outer(y));
    return KerasTensor.of(solution, outer.append(x.shape().dim(-1), y.shape().dim(-1)));
  }

  /**
   * Only the equation is in the file of a functional model: Keras stores a function's arguments by
   * the names of its parameters, and the operands of {@code einsum(equation, *inputs)} have none.
   * Models that differ in their operands alone have the same configuration (measured with TF 2.9
   * and 2.12). The code of a Lambda says which they are.
   */
  public static KerasTensor einsum(FunctionCall call) {
    if (call.has("a")) {
      return Products.einsumOperands(call);
    }
    throw call.layer()
        .refused(
            "calls tf.einsum with the equation '"
                + call.text("equation", "")
                + "' and tensors that the file does not record: Keras leaves them out. Save the"
                + " model as a SavedModel from the code that made it");
  }
}
