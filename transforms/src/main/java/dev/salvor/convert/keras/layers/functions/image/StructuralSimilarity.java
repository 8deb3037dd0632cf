package dev.salvor.convert.keras.layers.functions.image;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.Tensor;

/** How alike images are (keras/src/ops/image.py of 3.15, ssim). */
public final class StructuralSimilarity {
  private StructuralSimilarity() {}

  public static KerasTensor structural(FunctionCall call) {
    KerasTensor given = call.tensor("x");
    ElementType type = given.type().floating() ? given.type() : ElementType.FLOAT32;
    KerasTensor x = Promotion.cast(call, given, type);
    KerasTensor y = Promotion.cast(call, call.tensor("y"), type);
    int size = call.integer("filter_size", 11);
    double peak = call.number("max_val", 1);
    double[] bell = Blur.bell(size, call.number("filter_sigma", 1.5));
    double[] kernel = new double[size * size];
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] = bell[i / size] * bell[i % size];
    }
    Means means = new Means(call, x, kernel, size);
    Arithmetic math = call.math();
    double c1 = Math.pow(call.number("k1", 0.01) * peak, 2);
    double c2 = Math.pow(call.number("k2", 0.03) * peak, 2);
    Tensor a = x.tensor();
    Tensor b = y.tensor();
    Tensor meanA = means.of(a);
    Tensor meanB = means.of(b);
    Tensor squareA = math.mul(meanA, meanA);
    Tensor squareB = math.mul(meanB, meanB);
    Tensor both = math.mul(meanA, meanB);
    Tensor varianceA = math.sub(means.of(math.mul(a, a)), squareA);
    Tensor varianceB = math.sub(means.of(math.mul(b, b)), squareB);
    Tensor covariance = math.sub(means.of(math.mul(a, b)), both);
    Tensor above = math.mul(math.add(math.mul(both, 2), c1), math.add(math.mul(covariance, 2), c2));
    Tensor below =
        math.mul(
            math.add(math.add(squareA, squareB), c1), math.add(math.add(varianceA, varianceB), c2));
    Tensor result = math.mean(math.div(above, below), false, 1, 2, 3);
    return KerasTensor.of(math.cast(result, given.type()), given.shape().slice(0, 1));
  }

  /** Weighted means of windows. */
  private record Means(FunctionCall call, KerasTensor like, double[] kernel, int size) {
    Tensor of(Tensor x) {
      KerasTensor image = KerasTensor.of(x, like.shape());
      return Blur.depthwise(call, image, kernel, new int[] {size, size}, 1, "VALID");
    }
  }
}
