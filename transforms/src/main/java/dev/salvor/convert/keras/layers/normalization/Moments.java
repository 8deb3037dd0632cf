package dev.salvor.convert.keras.layers.normalization;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.graph.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Mean and biased variance over axes that are kept as 1 (tf.nn.moments), and values normalized by
 * them.
 */
record Moments(Tensor mean, Tensor variance) {

  static Moments of(Arithmetic math, Tensor x, int... axes) {
    Tensor mean = math.mean(x, true, axes);
    Tensor squares = math.graph().apply("SquaredDifference", x, mean);
    return new Moments(mean, math.mean(squares, true, axes));
  }

  /**
   * {@code (x - mean) / sqrt(variance + epsilon) * gamma + beta}, each factor where there is one.
   */
  Tensor normalize(
      Arithmetic math, Tensor x, double epsilon, @Nullable Tensor gamma, @Nullable Tensor beta) {
    Tensor scale = math.rsqrt(math.add(variance, epsilon));
    if (gamma != null) {
      scale = math.mul(scale, gamma);
    }
    Tensor scaled = math.mul(math.sub(x, mean), scale);
    return beta == null ? scaled : math.add(scaled, beta);
  }
}
