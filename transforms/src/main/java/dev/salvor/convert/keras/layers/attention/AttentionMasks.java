package dev.salvor.convert.keras.layers.attention;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import org.jspecify.annotations.Nullable;

/** Masks of attention scores: true where a query may look at a value. */
final class AttentionMasks {
  private AttentionMasks() {}

  /** Both where both are there. */
  static @Nullable Tensor both(Arithmetic math, @Nullable Tensor a, @Nullable Tensor b) {
    return a == null ? b : b == null ? a : math.and(a, b);
  }

  /** {@code (1, queries, values)}: no query sees what lies after it. */
  static Tensor causal(Arithmetic math, Tensor query, Tensor value) {
    return math.graph().apply("GreaterEqual", steps(math, query, 1), steps(math, value, 0));
  }

  /** {@code (1, queries, values)}: queries see fewer than {@code window} steps to either side. */
  static Tensor window(Arithmetic math, Tensor query, Tensor value, int window) {
    Tensor distance = math.abs(math.sub(steps(math, query, 1), steps(math, value, 0)));
    return math.less(distance, window);
  }

  /** The steps of axis 1 counted from 0, along axis 1 or 2 of three. */
  private static Tensor steps(Arithmetic math, Tensor x, int alongQueries) {
    GraphBuilder graph = math.graph();
    Tensor length = Shapes.dim(graph, graph.apply("Shape", x), 1);
    Tensor range = graph.apply("Range", graph.intScalar(0), length, graph.intScalar(1));
    return alongQueries == 1 ? math.reshape(range, 1, -1, 1) : math.reshape(range, 1, 1, -1);
  }
}
