package dev.salvor.convert.keras.layers.attention;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Scaled dot-product attention of projected heads {@code (batch, …axes, heads, width)}. */
final class AttentionScores {
  /**
   * @param output {@code (batch, …query axes, heads, value width)}
   * @param scores softmaxed, {@code (batch, …, heads, …query axes, …value axes)}
   */
  record Result(Tensor output, Tensor scores) {}

  private final LayerCall call;
  private final int[] axes;
  private final Heads heads;
  private final boolean returned;

  AttentionScores(LayerCall call, int[] axes, Heads heads, boolean returned) {
    this.call = call;
    this.axes = axes;
    this.heads = heads;
    this.returned = returned;
  }

  Result apply(KerasTensor query, KerasTensor key, KerasTensor value, @Nullable KerasTensor mask) {
    Arithmetic math = new Arithmetic(call.graph());
    int repeats = heads.queries() / heads.values();
    int headAxis = query.rank() - 2;
    Tensor k = math.repeat(key.tensor(), key.shape(), headAxis, repeats);
    Tensor v = math.repeat(value.tensor(), value.shape(), headAxis, repeats);
    Equations equations = Equations.of(query.rank(), axes);
    Tensor scaled = math.mul(query.tensor(), 1 / Math.sqrt(heads.keySize()));
    Tensor scores = math.einsum(equations.dot(), k, scaled);
    Tensor weights = softmax(math, scores, equations.scoreRank(), mask);
    return new Result(math.einsum(equations.combine(), weights, v), weights);
  }

  private Tensor softmax(Arithmetic math, Tensor scores, int rank, @Nullable KerasTensor mask) {
    if (mask == null) {
      return overLast(math, scores, rank);
    }
    Tensor kept = mask.tensor();
    int missing = rank - mask.rank();
    for (int i = 0; i < missing; i++) {
      kept = math.expand(kept, -2 * axes.length - 1);
    }
    double penalty = scores.type() == ElementType.FLOAT16 ? 3e4 : 1e9;
    Tensor lowered = math.where(kept, scores, math.sub(scores, penalty));
    Tensor weights = overLast(math, lowered, rank);
    if (zeroes(rank)) {
      weights = math.where(kept, weights, math.graph().scalarLike(weights, 0));
    }
    return weights;
  }

  /**
   * A query that sees nothing attends to everything alike; only the Softmax layer of Keras 3.10 and
   * later gives nothing, which is used where dropout or the scores themselves are asked for.
   */
  private boolean zeroes(int rank) {
    boolean layer = returned || call.config().number("dropout", 0) > 0 || rank != 4;
    return call.era().atLeast(3, 10) && layer;
  }

  private Tensor overLast(Arithmetic math, Tensor scores, int rank) {
    if (axes.length == 1) {
      return math.unary("Softmax", scores);
    }
    int[] last = IntStream.range(rank - axes.length, rank).toArray();
    Tensor exp = math.exp(math.sub(scores, math.reduce("Max", scores, true, last)));
    return math.div(exp, math.sum(exp, true, last));
  }

  /** Static shape of the scores. */
  Shape shape(Shape query, Shape key) {
    Shape shape = Shape.SCALAR;
    for (int i = 0; i < query.rank() - 1; i++) {
      int axis = i;
      if (IntStream.of(axes).noneMatch(a -> a == axis)) {
        shape = shape.append(query.dim(i));
      }
    }
    for (int axis : axes) {
      shape = shape.append(query.dim(axis));
    }
    for (int axis : axes) {
      shape = shape.append(key.dim(axis));
    }
    return shape;
  }

  /**
   * The two contractions of attention (multi_head_attention.py, _build_attention_equation).
   *
   * @param dot key and query to scores
   * @param combine scores and value to output
   * @param scoreRank rank of the scores
   */
  private record Equations(String dot, String combine, int scoreRank) {
    static Equations of(int rank, int[] axes) {
      StringBuilder target = new StringBuilder();
      StringBuilder source = new StringBuilder();
      StringBuilder product = new StringBuilder();
      char next = (char) ('a' + rank);
      for (int i = 0; i < rank; i++) {
        int axis = i;
        boolean attended = IntStream.of(axes).anyMatch(a -> a == axis);
        target.append((char) ('a' + i));
        source.append(attended ? next++ : (char) ('a' + i));
        if (!attended && i < rank - 1) {
          product.append((char) ('a' + i));
        }
      }
      for (int axis : axes) {
        product.append(target.charAt(axis));
      }
      for (int axis : axes) {
        product.append(source.charAt(axis));
      }
      return new Equations(
          source + "," + target + "->" + product,
          product + "," + source + "->" + target,
          product.length());
    }
  }
}
