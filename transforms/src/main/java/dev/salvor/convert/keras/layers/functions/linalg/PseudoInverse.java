package dev.salvor.convert.keras.layers.functions.linalg;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;

/**
 * What is computed from singular values: pseudo-inverses, least squares, ranks
 * (tensorflow/python/ops/linalg/linalg_impl.py; keras/src/backend/tensorflow/linalg.py, lstsq).
 */
public final class PseudoInverse {
  private PseudoInverse() {}

  public static KerasTensor of(FunctionCall call) {
    KerasTensor x = Promotion.floating(call, "x");
    Arithmetic math = call.math();
    GraphBuilder graph = call.graph();
    List<Tensor> parts = svd(graph, x.tensor(), true);
    Tensor s = parts.get(0);
    double relative = call.number("rcond", 10 * longest(call, x) * epsilon(x.type()));
    Tensor least = math.mul(math.reduce("Max", s, true, x.rank() - 2), relative);
    Tensor infinite = graph.scalarLike(s, Double.POSITIVE_INFINITY);
    Tensor kept = math.where(graph.apply("Greater", s, least), s, infinite);
    Tensor scaled = math.div(parts.get(2), math.expand(kept, -2));
    Tensor inverse =
        graph.op("BatchMatMulV2").in(scaled).in(parts.get(1)).attr("adj_y", true).out();
    Shape outer = x.shape().slice(0, x.rank() - 2);
    return KerasTensor.of(inverse, outer.append(x.shape().dim(-1), x.shape().dim(-2)));
  }

  public static KerasTensor rank(FunctionCall call) {
    KerasTensor x = Promotion.floating(call, "x");
    Arithmetic math = call.math();
    Tensor s = svd(call.graph(), x.tensor(), false).get(0);
    int last = x.rank() - 2;
    Tensor least =
        call.has("tol")
            ? math.cast(call.tensor("tol", x.type()).tensor(), x.type())
            : math.mul(math.reduce("Max", s, true, last), epsilon(x.type()) * longest(call, x));
    Tensor counted = math.cast(call.graph().apply("Greater", s, least), ElementType.INT32);
    return KerasTensor.of(math.sum(counted, false, last), x.shape().slice(0, last));
  }

  /** The least squares solution of one system; b may be a vector. */
  public static KerasTensor leastSquares(FunctionCall call) {
    KerasTensor a = call.tensor("x");
    KerasTensor b = call.tensor("y");
    if (a.rank() != 2 || b.rank() > 2 || a.type() != b.type() || !a.type().floating()) {
      throw call.layer().refused("solves " + a.shape() + " for " + b.shape());
    }
    Arithmetic math = call.math();
    GraphBuilder graph = call.graph();
    boolean vector = b.rank() == 1;
    Tensor right = vector ? math.expand(b.tensor(), 1) : b.tensor();
    List<Tensor> parts = svd(graph, a.tensor(), true);
    Tensor s = parts.get(0);
    double stated = call.number("rcond", epsilon(a.type()) * longest(call, a));
    double relative = stated < 0 ? epsilon(a.type()) : stated;
    Tensor first = math.slice(s, new int[] {0}, new int[] {1});
    Tensor kept = graph.apply("GreaterEqual", s, math.mul(first, relative));
    Tensor safe = math.where(kept, s, graph.scalarLike(s, 1));
    Tensor zero = graph.scalarLike(s, 0);
    Tensor inverse = math.where(kept, math.div(graph.apply("OnesLike", safe), safe), zero);
    Tensor projected =
        graph.op("BatchMatMulV2").in(parts.get(1)).in(right).attr("adj_x", true).out();
    Tensor solution = math.matmul(parts.get(2), math.mul(math.expand(inverse, 1), projected));
    long columns = a.shape().dim(1);
    return vector
        ? KerasTensor.of(math.reshape(solution, -1), Shape.of(columns))
        : KerasTensor.of(solution, Shape.of(columns, b.shape().dim(1)));
  }

  /** s, u and v. */
  private static List<Tensor> svd(GraphBuilder graph, Tensor x, boolean sides) {
    return graph.op("Svd").in(x).attr("compute_uv", sides).attr("full_matrices", false).outs();
  }

  private static long longest(FunctionCall call, KerasTensor x) {
    if (!x.shape().known(-1) || !x.shape().known(-2)) {
      throw call.layer().refused("takes singular values of matrices " + x.shape());
    }
    return Math.max(x.shape().dim(-1), x.shape().dim(-2));
  }

  private static double epsilon(ElementType type) {
    return type == ElementType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1f);
  }
}
