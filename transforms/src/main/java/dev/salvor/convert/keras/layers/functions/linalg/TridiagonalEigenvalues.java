package dev.salvor.convert.keras.layers.functions.linalg;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.elementwise.Complexes;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;

/**
 * {@code tf.linalg.eigh_tridiagonal}: eigenvalues of a hermitian matrix given by two diagonals
 * (tensorflow/python/ops/linalg/linalg_impl.py). TensorFlow bisects until they are known to the
 * precision of the type; the op for whole matrices knows them to the same. The eigenvectors' signs,
 * which follow from the steps of an iteration, it does not know.
 */
public final class TridiagonalEigenvalues {
  private TridiagonalEigenvalues() {}

  public static KerasTensor of(FunctionCall call) {
    KerasTensor main = call.tensor("main");
    KerasTensor side = call.tensor("side", main.type());
    boolean vectors = !call.flag("eigvals_only", true);
    double tolerance = call.number("tol", 0);
    if (vectors || tolerance != 0 || main.rank() != 1 || side.rank() != 1) {
      throw call.layer()
          .refused("computes eigenvectors, eigenvalues to a tolerance, or of several matrices");
    }
    GraphBuilder graph = call.graph();
    Arithmetic math = call.math();
    boolean complex = Complexes.complex(main);
    Tensor real = complex ? part(call, "Real", main) : main.tensor();
    Tensor size = complex ? part(call, "ComplexAbs", side) : math.abs(side.tensor());
    // an eigenvalue depends on the moduli of the side diagonals only
    Tensor matrix =
        math.add(
            graph.apply("MatrixDiag", real),
            math.add(diagonal(graph, size, 1), diagonal(graph, size, -1)));
    Tensor values = graph.op("SelfAdjointEigV2").in(matrix).attr("compute_v", false).outs().get(0);
    return selected(call, values, main.shape());
  }

  private static Tensor part(FunctionCall call, String op, KerasTensor x) {
    return call.graph().op(op).in(x.tensor()).attr("Tout", Complexes.real(x.type())).out();
  }

  private static Tensor diagonal(GraphBuilder graph, Tensor values, int k) {
    return graph
        .op("MatrixDiagV3")
        .in(values)
        .in(graph.intScalar(k))
        .in(graph.intScalar(-1))
        .in(graph.intScalar(-1))
        .in(graph.scalarLike(values, 0))
        .out();
  }

  private static KerasTensor selected(FunctionCall call, Tensor values, Shape all) {
    String select = call.text("select", "a");
    JsonNode range = call.constant("range");
    Arithmetic math = call.math();
    switch (select) {
      case "a" -> {
        return KerasTensor.of(values, all);
      }
      case "i" -> {
        int first = range.path(0).asInt();
        int count = range.path(1).asInt() - first + 1;
        if (first < 0 || count < 1) {
          throw call.layer().refused("selects eigenvalues " + range);
        }
        Tensor part = math.slice(values, new int[] {first}, new int[] {count});
        return KerasTensor.of(part, Shape.of(count));
      }
      case "v" -> {
        if (range.size() != 2) {
          throw call.layer().refused("selects eigenvalues " + range);
        }
        Tensor above = math.greater(values, range.path(0).asDouble());
        GraphBuilder graph = call.graph();
        Tensor limit = graph.scalarLike(values, range.path(1).asDouble());
        Tensor within = math.and(above, graph.apply("LessEqual", values, limit));
        Tensor places = math.squeeze(graph.apply("Where", within), 1);
        Tensor part = graph.apply("GatherV2", values, places, graph.intScalar(0));
        return KerasTensor.of(part, Shape.of(Shape.UNKNOWN));
      }
      default -> throw call.layer().refused("selects eigenvalues by " + select);
    }
  }
}
