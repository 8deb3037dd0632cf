package dev.salvor.convert.keras.layers.functions.linalg;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.elementwise.Complexes;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;

/** Decompositions of matrices and what is solved by them (linalg_impl.py, linalg_ops.py). */
public final class Decompositions {
  private Decompositions() {}

  public static KerasTensor symmetricValues(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Tensor values =
        call.graph().op("SelfAdjointEigV2").in(x.tensor()).attr("compute_v", false).first();
    return KerasTensor.of(values, Norms.outer(x).append(x.shape().dim(-1)));
  }

  public static List<KerasTensor> eigen(FunctionCall call) {
    return eigen(call, true);
  }

  public static KerasTensor eigenvalues(FunctionCall call) {
    return eigen(call, false).get(0);
  }

  /** Complex, whatever the matrices are. */
  private static List<KerasTensor> eigen(FunctionCall call, boolean vectors) {
    KerasTensor x = call.tensor("x");
    boolean wide = x.type() == ElementType.FLOAT64 || x.type() == ElementType.COMPLEX128;
    List<Tensor> parts =
        call.graph()
            .op("Eig")
            .in(x.tensor())
            .attr("compute_v", vectors)
            .attr("Tout", wide ? ElementType.COMPLEX128 : ElementType.COMPLEX64)
            .outs();
    return List.of(
        KerasTensor.of(parts.get(0), Norms.outer(x).append(x.shape().dim(-1))),
        KerasTensor.of(parts.get(1), x.shape()));
  }

  public static List<KerasTensor> lu(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    List<Tensor> parts =
        call.graph()
            .op("Lu")
            .in(x.tensor())
            .attr("output_idx_type", call.type("type").orElse(ElementType.INT32))
            .outs();
    Shape rows = x.shape().slice(0, x.rank() - 1);
    return List.of(KerasTensor.of(parts.get(0), x.shape()), KerasTensor.of(parts.get(1), rows));
  }

  /** The factor below the diagonal, which is of ones. */
  private static Tensor lower(FunctionCall call, KerasTensor x) {
    GraphBuilder graph = call.graph();
    Tensor band =
        graph.apply("MatrixBandPart", x.tensor(), graph.intScalar(-1), graph.intScalar(0));
    Tensor shape =
        call.math()
            .slice(graph.apply("Shape", x.tensor()), new int[] {0}, new int[] {x.rank() - 1});
    return graph.apply(
        "MatrixSetDiag", band, graph.apply("Fill", shape, graph.scalar(x.type(), 1)));
  }

  /** Rows in another order, matrix by matrix. */
  private static Tensor rows(FunctionCall call, Tensor x, Tensor order, int rank) {
    return call.graph()
        .op("GatherV2")
        .in(x)
        .in(order)
        .in(call.graph().intScalar(rank - 2))
        .attr("batch_dims", rank - 2)
        .out();
  }

  public static KerasTensor luProduct(FunctionCall call) {
    call.flag("checks", false);
    KerasTensor x = call.tensor("x");
    Tensor perm = call.tensor("perm", ElementType.INT32).tensor();
    GraphBuilder graph = call.graph();
    Tensor upper =
        graph.apply("MatrixBandPart", x.tensor(), graph.intScalar(0), graph.intScalar(-1));
    Tensor product = call.math().matmul(lower(call, x), upper);
    Tensor length = Shapes.dim(graph, graph.apply("Shape", perm), x.rank() - 2);
    Tensor back =
        graph
            .op("TopKV2")
            .in(call.math().neg(call.math().cast(perm, ElementType.INT32)))
            .in(length)
            .outs()
            .get(1);
    return KerasTensor.of(rows(call, product, back, x.rank()), x.shape());
  }

  public static KerasTensor luSolve(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    KerasTensor y = call.tensor("y", x.type());
    if (y.rank() != x.rank()) {
      throw call.layer().refused("solves " + x.shape() + " for " + y.shape());
    }
    return KerasTensor.of(luSolved(call, x, y.tensor()), y.shape());
  }

  public static KerasTensor luInverse(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    GraphBuilder graph = call.graph();
    Tensor ones = graph.apply("OnesLike", x.tensor());
    Tensor unit = graph.apply("MatrixBandPart", ones, graph.intScalar(0), graph.intScalar(0));
    return KerasTensor.of(luSolved(call, x, unit), x.shape());
  }

  private static Tensor luSolved(FunctionCall call, KerasTensor x, Tensor right) {
    call.flag("checks", false);
    Tensor perm = call.tensor("perm", ElementType.INT32).tensor();
    Tensor permuted = rows(call, right, perm, x.rank());
    Tensor inner = call.graph().apply("MatrixTriangularSolve", lower(call, x), permuted);
    return call.graph()
        .op("MatrixTriangularSolve")
        .in(x.tensor())
        .in(inner)
        .attr("lower", false)
        .out();
  }

  public static KerasTensor choleskySolve(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    KerasTensor y = call.tensor("y", x.type());
    return KerasTensor.of(choleskySolved(call, x.tensor(), y.tensor()), y.shape());
  }

  private static Tensor choleskySolved(FunctionCall call, Tensor factor, Tensor right) {
    Tensor inner = call.graph().apply("MatrixTriangularSolve", factor, right);
    return call.graph()
        .op("MatrixTriangularSolve")
        .in(factor)
        .in(inner)
        .attr("adjoint", true)
        .out();
  }

  public static KerasTensor rank(FunctionCall call) {
    call.flag("checks", false);
    KerasTensor x = call.tensor("x");
    Arithmetic math = call.math();
    Tensor values = call.graph().op("Svd").in(x.tensor()).attr("compute_uv", false).outs().get(0);
    int last = x.rank() - 2;
    Tensor least =
        call.has("tol")
            ? call.tensor("tol", x.type()).tensor()
            : math.mul(
                math.mul(longest(call, x), Norms.step(call, x)),
                math.reduce("Max", values, true, last));
    Tensor above = math.cast(call.graph().apply("Greater", values, least), ElementType.INT32);
    return KerasTensor.of(math.sum(above, false, last), Norms.outer(x));
  }

  /** The greater of rows and columns. */
  private static Tensor longest(FunctionCall call, KerasTensor x) {
    Tensor shape = call.graph().apply("Shape", x.tensor());
    Tensor sides = call.math().slice(shape, new int[] {x.rank() - 2}, new int[] {2});
    return call.math().cast(call.math().reduce("Max", sides, false, 0), x.type());
  }

  public static KerasTensor pseudoInverse(FunctionCall call) {
    call.flag("checks", false);
    KerasTensor x = call.tensor("x");
    Arithmetic math = call.math();
    List<Tensor> parts = call.graph().op("Svd").in(x.tensor()).outs();
    int last = x.rank() - 2;
    Tensor condition =
        call.has("rcond")
            ? call.tensor("rcond", x.type()).tensor()
            : math.mul(longest(call, x), 10 * Norms.step(call, x));
    Tensor values = parts.get(0);
    Tensor cutoff = math.mul(condition, math.reduce("Max", values, false, last));
    Tensor kept =
        math.where(
            call.graph().apply("Greater", values, math.expand(cutoff, -1)),
            values,
            call.graph().scalarLike(values, Double.POSITIVE_INFINITY));
    Tensor right = math.div(parts.get(2), math.expand(kept, -2));
    Tensor product =
        call.graph().op("BatchMatMulV2").in(right).in(parts.get(1)).attr("adj_y", true).out();
    Shape shape = x.shape().with(-1, x.shape().dim(-2)).with(-2, x.shape().dim(-1));
    return KerasTensor.of(product, shape);
  }

  /** By normal equations where it is to be fast, as the default is. */
  public static KerasTensor leastSquares(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    KerasTensor y = call.tensor("y", x.type());
    long rows = x.shape().dim(-2);
    long columns = x.shape().dim(-1);
    Shape shape = Norms.outer(x).append(columns, y.shape().dim(-1));
    double penalty = call.number("penalty", 0);
    GraphBuilder graph = call.graph();
    if (!call.flag("fast", true)) {
      Tensor solved =
          graph
              .op("MatrixSolveLs")
              .in(x.tensor())
              .in(y.tensor())
              .in(graph.scalar(ElementType.FLOAT64, penalty))
              .attr("fast", false)
              .out();
      return KerasTensor.of(solved, shape);
    }
    if (rows < 0 || columns < 0 || Complexes.complex(x)) {
      throw call.layer().refused("solves " + x.shape() + " by least squares");
    }
    Arithmetic math = call.math();
    Tensor turned = LinearAlgebra.swapped(call, x.tensor(), x.rank());
    boolean tall = rows >= columns;
    Tensor gram = tall ? math.matmul(turned, x.tensor()) : math.matmul(x.tensor(), turned);
    if (penalty != 0) {
      Tensor ones = graph.apply("OnesLike", gram);
      Tensor unit = graph.apply("MatrixBandPart", ones, graph.intScalar(0), graph.intScalar(0));
      gram = math.add(gram, math.mul(unit, penalty));
    }
    Tensor factor = graph.apply("Cholesky", gram);
    Tensor solved =
        tall
            ? choleskySolved(call, factor, math.matmul(turned, y.tensor()))
            : math.matmul(turned, choleskySolved(call, factor, y.tensor()));
    return KerasTensor.of(solved, shape);
  }
}
