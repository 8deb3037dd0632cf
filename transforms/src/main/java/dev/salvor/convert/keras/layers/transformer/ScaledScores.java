package dev.salvor.convert.keras.layers.transformer;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The softmax of products of queries and keys over the root of their width; what is masked, or lies
 * behind a query, gets 10000 less (keras-self-attention 0.46.0, scaled_dot_attention.py).
 */
final class ScaledScores {
  private static final double MASKED = 10_000;

  private ScaledScores() {}

  /**
   * @param query {@code (…, places, width)}
   * @param key {@code (…, others, width)}
   * @param mask of the keys, such that it broadcasts to {@code (…, places, others)}
   */
  static Tensor of(
      Arithmetic math,
      Tensor query,
      Tensor key,
      long width,
      @Nullable Tensor mask,
      boolean history) {
    GraphBuilder graph = math.graph();
    Tensor product = graph.op("BatchMatMulV2").in(query).in(key).attr("adj_y", true).out();
    Tensor scores = math.div(product, Math.sqrt((double) width));
    if (history) {
      Tensor shape = graph.apply("Shape", scores);
      Tensor places = math.expand(range(graph, Shapes.dim(graph, shape, -2)), 1);
      Tensor others = math.expand(range(graph, Shapes.dim(graph, shape, -1)), 0);
      Tensor later = math.cast(graph.apply("Greater", others, places), scores.type());
      scores = math.sub(scores, math.mul(later, MASKED));
    }
    if (mask != null) {
      Tensor off = math.sub(1, math.cast(mask, scores.type()));
      scores = math.sub(scores, math.mul(off, MASKED));
    }
    return math.unary("Softmax", scores);
  }

  private static Tensor range(GraphBuilder graph, Tensor count) {
    return graph.apply("Range", graph.intScalar(0), count, graph.intScalar(1));
  }
}
