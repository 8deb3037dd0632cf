package dev.salvor.convert.keras.layers.functions.operation;

import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.convert.keras.layers.functions.linalg.LinearAlgebra;
import dev.salvor.convert.keras.layers.functions.linalg.PseudoInverse;
import dev.salvor.convert.keras.layers.functions.linalg.VectorNorms;

/** {@code keras.ops.linalg} (keras/src/ops/linalg.py). */
public final class LinalgOperations {
  private LinalgOperations() {}

  public static void add(FunctionTable table) {
    table
        .add("linalg.Det", "x", LinearAlgebra::determinant)
        .add("linalg.Inv", "x", LinearAlgebra.same("MatrixInverse"))
        .add("linalg.Pinv", "x rcond", PseudoInverse::of)
        .add("linalg.Lstsq", "x=a y=b rcond", PseudoInverse::leastSquares)
        .add("linalg.MatrixRank", "x tol", PseudoInverse::rank)
        .add("linalg.Cholesky", "x upper", LinearAlgebra::cholesky)
        .add("linalg.CholeskyInverse", "x upper", LinearAlgebra::choleskyInverse)
        .add("linalg.Solve", "x=a y=b", LinearAlgebra.solve(false))
        .add("linalg.SolveTriangular", "x=a y=b lower", LinearAlgebra.solve(true))
        .addAll("linalg.LuFactor", "x", LinearAlgebra::lu)
        .addAll("linalg.Qr", "x mode", LinearAlgebra::qr)
        .addAll("linalg.SVD", "x full_matrices compute_uv", LinearAlgebra::svd)
        .addAll("linalg.Eig", "x", LinearAlgebra::eig)
        .addAll("linalg.Eigh", "x", LinearAlgebra::eigh)
        .add("linalg.Norm", "x ord axis keepdims", VectorNorms::norm);
  }
}
