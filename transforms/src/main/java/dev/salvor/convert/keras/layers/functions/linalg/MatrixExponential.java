package dev.salvor.convert.keras.layers.functions.linalg;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Loop;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code tf.linalg.expm}: scaling and squaring around Padé approximants, whose order follows from
 * the norm of each matrix (tensorflow/python/ops/linalg/linalg_impl.py, matrix_exponential; Higham,
 * "The scaling and squaring method for the matrix exponential revisited", 2005).
 */
public final class MatrixExponential {
  private static final double[] SINGLE = {4.258730016922831e-001, 1.880152677804762e+000};
  private static final double SINGLE_LIMIT = 3.925724783138660;
  private static final double[] DOUBLE = {
    1.495585217958292e-002, 2.539398330063230e-001, 9.504178996162932e-001, 2.097847961257068e+000
  };
  private static final double DOUBLE_LIMIT = 5.371920351148152;

  private final GraphBuilder graph;
  private final Arithmetic math;
  private final Tensor matrix;
  private final Tensor norm;

  private MatrixExponential(FunctionCall call, KerasTensor x) {
    this.graph = call.graph();
    this.math = call.math();
    this.matrix = x.tensor();
    Tensor sums = math.sum(math.abs(matrix), true, x.rank() - 2);
    this.norm = math.reduce("Max", sums, true, x.rank() - 1);
  }

  public static KerasTensor of(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    boolean wide = x.type() == ElementType.FLOAT64;
    if (!wide && x.type() != ElementType.FLOAT32) {
      throw call.layer().refused("raises e to matrices of " + x.type().id());
    }
    return KerasTensor.of(new MatrixExponential(call, x).exponential(x.rank(), wide), x.shape());
  }

  private Tensor exponential(int rank, boolean wide) {
    double limit = wide ? DOUBLE_LIMIT : SINGLE_LIMIT;
    Tensor logs = math.unary("Log", math.div(norm, graph.scalarLike(norm, limit)));
    Tensor two = graph.scalarLike(norm, 2);
    Tensor squarings = math.max(math.unary("Floor", math.div(logs, math.unary("Log", two))), 0);
    Tensor scaled = math.div(matrix, graph.apply("Pow", two, squarings));
    Tensor identity = identity(rank);
    List<List<Tensor>> cases = new ArrayList<>();
    for (int order : wide ? new int[] {3, 5, 7, 9} : new int[] {3, 5}) {
      cases.add(PadeApproximant.of(math, matrix, identity, order));
    }
    cases.add(PadeApproximant.of(math, scaled, identity, wide ? 13 : 7));
    double[] bounds = wide ? DOUBLE : SINGLE;
    Tensor u = cases.get(bounds.length).get(0);
    Tensor v = cases.get(bounds.length).get(1);
    for (int i = bounds.length - 1; i >= 0; i--) {
      Tensor small = math.less(norm, bounds[i]);
      u = math.where(small, cases.get(i).get(0), u);
      v = math.where(small, cases.get(i).get(1), v);
    }
    int[] axes = new int[rank];
    for (int i = 0; i < rank; i++) {
      axes[i] = i;
    }
    Tensor finite = graph.apply("IsFinite", math.reduce("Max", norm, false, axes));
    Tensor solved =
        graph.apply("MatrixSolve", math.where(finite, math.sub(v, u), identity), math.add(u, v));
    Tensor times =
        math.where(finite, math.reduce("Max", squarings, false, axes), graph.scalarLike(norm, 0));
    return math.where(
        finite, squared(solved, squarings, times), graph.scalarLike(matrix, Double.NaN));
  }

  private Tensor identity(int rank) {
    Tensor shape = graph.apply("Shape", matrix);
    Tensor size = math.reshape(Shapes.dim(graph, shape, rank - 1), 1);
    Tensor one = graph.apply("MatrixDiag", graph.apply("Fill", size, graph.scalarLike(matrix, 1)));
    return graph.apply("BroadcastTo", one, shape);
  }

  /** Each matrix as often as its own norm asks for. */
  private Tensor squared(Tensor matrices, Tensor squarings, Tensor times) {
    return Loop.counted(graph, times, List.of(squarings, matrices), MatrixExponential::step).get(1);
  }

  private static List<Tensor> step(Arithmetic math, Tensor count, List<Tensor> in) {
    Tensor matrices = in.get(1);
    Tensor again = math.graph().apply("Less", count, in.get(0));
    Tensor square = math.graph().apply("BatchMatMulV2", matrices, matrices);
    return List.of(in.get(0), math.where(again, square, matrices));
  }
}
