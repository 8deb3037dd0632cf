package dev.salvor.convert.keras.layers.functions.linalg;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.functions.call.Broadcasting;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;

/** Matrices in the last two axes: inverses, decompositions, systems of equations. */
public final class LinearAlgebra {
  private LinearAlgebra() {}

  /** An op from matrices to matrices of their shape. */
  public static FunctionBody.Single same(String op) {
    return call -> {
      KerasTensor x = Promotion.floating(call, "x");
      return KerasTensor.of(call.math().unary(op, x.tensor()), x.shape());
    };
  }

  public static KerasTensor determinant(FunctionCall call) {
    KerasTensor x = Promotion.floating(call, "x");
    Tensor det = call.graph().apply("MatrixDeterminant", x.tensor());
    return KerasTensor.of(det, outer(x));
  }

  public static KerasTensor logDeterminant(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Tensor factor = call.graph().apply("Cholesky", x.tensor());
    Tensor logs = call.math().unary("Log", call.graph().apply("MatrixDiagPart", factor));
    Tensor sum = call.math().sum(logs, false, x.rank() - 2);
    return KerasTensor.of(call.math().mul(sum, 2), outer(x));
  }

  private static Shape outer(KerasTensor x) {
    return x.shape().slice(0, x.rank() - 2);
  }

  /** Sign and logarithm of the size of the determinant. */
  public static List<KerasTensor> signAndLog(FunctionCall call) {
    KerasTensor x = Promotion.floating(call, "x");
    return call.graph().op("LogMatrixDeterminant").in(x.tensor()).outs().stream()
        .map(part -> KerasTensor.of(part, outer(x)))
        .toList();
  }

  public static KerasTensor cholesky(FunctionCall call) {
    KerasTensor x = Promotion.floating(call, "x");
    Tensor lower = call.graph().apply("Cholesky", x.tensor());
    Tensor factor = call.flag("upper", false) ? swapped(call, lower, x.rank()) : lower;
    return KerasTensor.of(factor, x.shape());
  }

  /** The inverse of a matrix from its Cholesky factor, lower or upper. */
  public static KerasTensor choleskyInverse(FunctionCall call) {
    KerasTensor x = Promotion.floating(call, "x");
    boolean upper = call.flag("upper", false);
    GraphBuilder graph = call.graph();
    Tensor size = Shapes.dim(graph, graph.apply("Shape", x.tensor()), x.rank() - 1);
    Tensor ones =
        graph.apply("Fill", call.math().reshape(size, 1), graph.scalarLike(x.tensor(), 1));
    Tensor inverse =
        graph
            .op("MatrixTriangularSolve")
            .in(x.tensor())
            .in(graph.apply("MatrixDiag", ones))
            .attr("lower", !upper)
            .out();
    Tensor product =
        graph
            .op("BatchMatMulV2")
            .in(inverse)
            .in(inverse)
            .attr("adj_x", !upper)
            .attr("adj_y", upper)
            .out();
    return KerasTensor.of(product, x.shape());
  }

  /** Both factors in one matrix, and where the rows came from; of one matrix. */
  public static List<KerasTensor> lu(FunctionCall call) {
    KerasTensor x = Promotion.floating(call, "x");
    if (x.rank() != 2) {
      throw call.layer().refused("factors " + x.shape() + ", of which Keras factors one only");
    }
    List<Tensor> parts = call.graph().op("Lu").in(x.tensor()).outs();
    return List.of(
        KerasTensor.of(parts.get(0), x.shape()),
        KerasTensor.of(
            call.graph().apply("InvertPermutation", parts.get(1)), x.shape().slice(0, 1)));
  }

  /** Complex eigenvalues and eigenvectors. */
  public static List<KerasTensor> eig(FunctionCall call) {
    KerasTensor x = Promotion.floating(call, "x");
    ElementType type =
        x.type() == ElementType.FLOAT64 ? ElementType.COMPLEX128 : ElementType.COMPLEX64;
    List<Tensor> parts =
        call.graph().op("Eig").in(x.tensor()).attr("compute_v", true).attr("Tout", type).outs();
    return List.of(
        KerasTensor.of(parts.get(0), x.shape().slice(0, x.rank() - 1)),
        KerasTensor.of(parts.get(1), x.shape()));
  }

  /** The last two axes exchanged. */
  static Tensor swapped(FunctionCall call, Tensor x, int rank) {
    int[] order = new int[rank];
    for (int i = 0; i < rank; i++) {
      order[i] = i < rank - 2 ? i : 2 * rank - 3 - i;
    }
    return call.math().transpose(x, order);
  }

  /** {@code a x = b}; b may be one vector. */
  public static FunctionBody.Single solve(boolean triangular) {
    return call -> {
      KerasTensor a = Promotion.floating(call, "x");
      KerasTensor b = Promotion.cast(call, call.tensor("y"), a.type());
      boolean vector = call.keras3() && b.rank() == a.rank() - 1;
      Tensor right = vector ? call.math().expand(b.tensor(), b.rank()) : b.tensor();
      GraphBuilder graph = call.graph();
      Tensor solution =
          triangular
              ? graph
                  .op("MatrixTriangularSolve")
                  .in(a.tensor())
                  .in(right)
                  .attr("lower", call.flag("lower", !call.keras3()))
                  .attr("adjoint", call.flag("adjoint", false))
                  .out()
              : graph
                  .op("MatrixSolve")
                  .in(a.tensor())
                  .in(right)
                  .attr("adjoint", call.flag("adjoint", false))
                  .out();
      Tensor result = vector ? call.math().squeeze(solution, b.rank()) : solution;
      return KerasTensor.of(result, b.shape());
    };
  }

  /** Q and R; {@code mode} complete for square Q. */
  public static List<KerasTensor> qr(FunctionCall call) {
    KerasTensor x = Promotion.floating(call, "x");
    boolean full =
        call.text("mode", "reduced").equals("complete") || call.flag("full_matrices", false);
    List<Tensor> parts = call.graph().op("Qr").in(x.tensor()).attr("full_matrices", full).outs();
    long rows = x.shape().dim(-2);
    long columns = x.shape().dim(-1);
    long inner = rows < 0 || columns < 0 ? Shape.UNKNOWN : Math.min(rows, columns);
    return List.of(
        KerasTensor.of(parts.get(0), outer(x).append(rows, full ? rows : inner)),
        KerasTensor.of(parts.get(1), outer(x).append(full ? rows : inner, columns)));
  }

  /** Singular values, with both sides where asked: Keras gives u, s, v transposed; TF s, u, v. */
  public static List<KerasTensor> svd(FunctionCall call) {
    KerasTensor x = Promotion.floating(call, "x");
    boolean full = call.flag("full_matrices", call.keras3());
    boolean sides = call.flag("compute_uv", true);
    if (!sides && call.keras3() && !call.layer().era().atLeast(3, 6)) {
      throw call.layer()
          .refused("asks Keras before 3.6 for singular values alone, which it mixes up");
    }
    List<Tensor> parts =
        call.graph()
            .op("Svd")
            .in(x.tensor())
            .attr("compute_uv", sides)
            .attr("full_matrices", full)
            .outs();
    long rows = x.shape().dim(-2);
    long columns = x.shape().dim(-1);
    long inner = rows < 0 || columns < 0 ? Shape.UNKNOWN : Math.min(rows, columns);
    KerasTensor s = KerasTensor.of(parts.get(0), outer(x).append(inner));
    if (!sides) {
      return List.of(s);
    }
    KerasTensor u = KerasTensor.of(parts.get(1), outer(x).append(rows, full ? rows : inner));
    Shape right = outer(x).append(columns, full ? columns : inner);
    if (!call.keras3()) {
      return List.of(s, u, KerasTensor.of(parts.get(2), right));
    }
    Shape transposed = outer(x).append(full ? columns : inner, columns);
    return List.of(u, s, KerasTensor.of(swapped(call, parts.get(2), x.rank()), transposed));
  }

  /** Eigenvalues and eigenvectors of symmetric matrices. */
  public static List<KerasTensor> eigh(FunctionCall call) {
    KerasTensor x = Promotion.floating(call, "x");
    List<Tensor> parts =
        call.graph().op("SelfAdjointEigV2").in(x.tensor()).attr("compute_v", true).outs();
    return List.of(
        KerasTensor.of(parts.get(0), outer(x).append(x.shape().dim(-1))),
        KerasTensor.of(parts.get(1), x.shape()));
  }

  /** Distances between the rows of two matrices. */
  public static KerasTensor distances(FunctionCall call) {
    Promotion.Pair pair = Promotion.pair(call, "x", "y");
    KerasTensor x = pair.x();
    KerasTensor y = pair.y();
    Tensor a = call.math().expand(x.tensor(), -2);
    Tensor b = call.math().expand(y.tensor(), -3);
    Tensor squares = call.math().square(call.math().sub(a, b));
    Shape shape =
        Broadcasting.shape(call.layer(), outer(x), outer(y))
            .append(x.shape().dim(-2), y.shape().dim(-2));
    return KerasTensor.of(call.math().sqrt(call.math().sum(squares, false, -1)), shape);
  }

  /** Products of all elements with all elements: a matrix. */
  public static KerasTensor outerProduct(FunctionCall call) {
    Promotion.Pair pair = Promotion.pair(call, "x", "y");
    Tensor column = call.math().reshape(pair.x().tensor(), -1, 1);
    Tensor row = call.math().reshape(pair.y().tensor(), -1);
    Shape shape = Shape.of(pair.x().shape().elements(), pair.y().shape().elements());
    return KerasTensor.of(call.math().mul(column, row), shape);
  }

  /** Elements by elements, summed. */
  public static KerasTensor innerProductOfAll(FunctionCall call) {
    Promotion.Pair pair = Promotion.pair(call, "x", "y");
    Tensor x = call.math().reshape(pair.x().tensor(), -1);
    Tensor y = call.math().reshape(pair.y().tensor(), -1);
    return KerasTensor.of(call.math().sum(call.math().mul(x, y), false, 0), Shape.SCALAR);
  }

  /** Correlation of the rows of a matrix. */
  public static KerasTensor correlation(FunctionCall call) {
    KerasTensor x = Promotion.floating(call, "x");
    if (x.rank() != 2) {
      throw call.layer().refused("correlates " + x.shape());
    }
    var math = call.math();
    Tensor centered = math.sub(x.tensor(), math.mean(x.tensor(), true, 1));
    Tensor products = math.matmul(centered, math.transpose(centered, 1, 0));
    Tensor variances = call.graph().apply("MatrixDiagPart", products);
    Tensor deviations = math.sqrt(variances);
    Tensor scale = math.mul(math.expand(deviations, 1), math.expand(deviations, 0));
    long rows = x.shape().dim(0);
    return KerasTensor.of(math.clip(math.div(products, scale), -1, 1), Shape.of(rows, rows));
  }
}
