package dev.salvor.convert.keras.layers.functions.tensorflow;

import dev.salvor.convert.keras.layers.functions.array.Fills;
import dev.salvor.convert.keras.layers.functions.call.Direct;
import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.convert.keras.layers.functions.elementwise.Elementwise;
import dev.salvor.convert.keras.layers.functions.linalg.Bands;
import dev.salvor.convert.keras.layers.functions.linalg.Decompositions;
import dev.salvor.convert.keras.layers.functions.linalg.LinearAlgebra;
import dev.salvor.convert.keras.layers.functions.linalg.MatrixExponential;
import dev.salvor.convert.keras.layers.functions.linalg.MatrixProducts;
import dev.salvor.convert.keras.layers.functions.linalg.Norms;
import dev.salvor.convert.keras.layers.functions.linalg.Products;
import dev.salvor.convert.keras.layers.functions.linalg.TridiagonalEigenvalues;
import dev.salvor.convert.keras.layers.functions.linalg.Tridiagonals;

/** Functions of tf.linalg. */
final class MatrixFunctions {
  private MatrixFunctions() {}

  static void add(FunctionTable table) {
    products(table);
    diagonals(table);
    decompositions(table);
    systems(table);
  }

  private static void products(FunctionTable table) {
    table
        .add(
            "linalg.matmul matmul",
            "x=a y=b transpose_x=transpose_a transpose_y=transpose_b adjoint_x=adjoint_a"
                + " adjoint_y=adjoint_b a_is_sparse b_is_sparse output_type grad_a grad_b name",
            MatrixProducts::matmul)
        .add(
            "linalg.matvec",
            "x=a y=b transpose_x=transpose_a adjoint_x=adjoint_a a_is_sparse b_is_sparse name",
            MatrixProducts::matvec)
        .add("tensordot linalg.tensordot", "x=a y=b axes name", Products::tensordot)
        .add("einsum linalg.einsum", "equation a b c d", MatrixProducts::einsum)
        .add("linalg.cross", "x=a y=b name", Elementwise.arithmetic("Cross"))
        .add("linalg.adjoint", "x=matrix name", MatrixProducts.transpose(true))
        .add("linalg.matrix_transpose", "x=a name conjugate", MatrixProducts.transpose(false))
        .add("norm linalg.norm", "x=tensor ord axis keepdims name", Norms::norm)
        .add("compat.v1.norm", "x=tensor ord axis keepdims name keepdims=keep_dims", Norms::norm)
        .addAll("linalg.normalize", "x=tensor ord axis name", Norms::normalize);
  }

  private static void diagonals(FunctionTable table) {
    String laid = "x=diagonal name k rows=num_rows columns=num_cols padding=padding_value align";
    table
        .add("linalg.band_part", "x=input lower=num_lower upper=num_upper name", Bands::part)
        .add("linalg.trace", "x name", Bands::trace)
        .add("linalg.diag", laid, Bands::matrices)
        .add("linalg.diag_part", "x=input name k padding=padding_value align", Bands::diagonals)
        .add("linalg.set_diag", "x=input diagonal name k align", Bands::replaced)
        .add("linalg.tensor_diag", "x=diagonal name", Bands::tensor)
        .add("linalg.tensor_diag_part", "x=input name", Bands::ofTensor)
        .add(
            "linalg.eigh_tridiagonal",
            "main=alpha side=beta eigvals_only select range=select_range tol name",
            TridiagonalEigenvalues::of)
        .add(
            "linalg.tridiagonal_matmul",
            "x=diagonals y=rhs format=diagonals_format name",
            Tridiagonals::product)
        .add(
            "linalg.tridiagonal_solve",
            "x=diagonals y=rhs format=diagonals_format transpose=transpose_rhs"
                + " conjugate=conjugate_rhs name partial_pivoting perturb_singular",
            Tridiagonals::solve);
  }

  private static void decompositions(FunctionTable table) {
    String factors = "x=lower_upper perm ";
    table
        .add("linalg.expm", "x=input name", MatrixExponential::of)
        .add("linalg.det", "x=input name", LinearAlgebra::determinant)
        .add("linalg.logdet", "x=matrix name", LinearAlgebra::logDeterminant)
        .addAll("linalg.slogdet", "x=input name", LinearAlgebra::signAndLog)
        .add("linalg.cholesky", "x=input name", LinearAlgebra.same("Cholesky"))
        .add("linalg.sqrtm", "x=input name", LinearAlgebra.same("MatrixSquareRoot"))
        .add("linalg.logm", "x=input name", Direct.op("MatrixLogarithm", "x"))
        .addAll("linalg.qr", "x=input full_matrices name", LinearAlgebra::qr)
        .addAll("linalg.svd", "x=tensor full_matrices compute_uv name", LinearAlgebra::svd)
        .addAll("linalg.eigh", "x=tensor name", LinearAlgebra::eigh)
        .add("linalg.eigvalsh", "x=tensor name", Decompositions::symmetricValues)
        .addAll("linalg.eig", "x=tensor name", Decompositions::eigen)
        .add("linalg.eigvals", "x=tensor name", Decompositions::eigenvalues)
        .addAll("linalg.lu", "x=input type=output_idx_type name", Decompositions::lu)
        .add(
            "linalg.lu_reconstruct",
            factors + "checks=validate_args name",
            Decompositions::luProduct)
        .add(
            "linalg.lu_solve", factors + "y=rhs checks=validate_args name", Decompositions::luSolve)
        .add(
            "linalg.lu_matrix_inverse",
            factors + "checks=validate_args name",
            Decompositions::luInverse)
        .add("linalg.matrix_rank", "x=a tol checks=validate_args name", Decompositions::rank)
        .add("linalg.pinv", "x=a rcond checks=validate_args name", Decompositions::pseudoInverse);
  }

  private static void systems(FunctionTable table) {
    table
        .add(
            "linalg.inv",
            "x=input adjoint name",
            Direct.op("MatrixInverse", "x").flag("adjoint", false))
        .add("linalg.solve", "x=matrix y=rhs adjoint name", LinearAlgebra.solve(false))
        .add(
            "linalg.triangular_solve",
            "x=matrix y=rhs lower adjoint name",
            MatrixProducts::triangular)
        .add("linalg.cholesky_solve", "x=chol y=rhs name", Decompositions::choleskySolve)
        .add(
            "linalg.lstsq",
            "x=matrix y=rhs penalty=l2_regularizer fast name",
            Decompositions::leastSquares)
        .add(
            "linalg.eye",
            "rows=num_rows columns=num_columns batch=batch_shape dtype name",
            Fills::eye);
  }
}
