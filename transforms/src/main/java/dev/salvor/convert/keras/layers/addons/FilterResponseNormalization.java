package dev.salvor.convert.keras.layers.addons;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.graph.Tensor;
import java.util.List;

/**
 * {@code gamma * x / sqrt(mean(x²) + |epsilon|) + beta} over height and width (tensorflow_addons
 * 0.14, layers/normalizations.py).
 */
public final class FilterResponseNormalization implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    KerasTensor x = call.input();
    int[] axes = call.config().has("axis") ? call.config().integers("axis") : new int[] {1, 2};
    if (x.rank() != 4 || axes.length != 2 || axes[0] != 1 || axes[1] != 2) {
      throw call.refused("normalizes " + call.config().node("axis") + " of " + x.shape());
    }
    Arithmetic math = new Arithmetic(call.graph());
    Tensor mean = math.mean(math.square(x.tensor()), true, axes);
    Tensor sum = math.add(mean, Math.abs(call.config().number("epsilon", 1e-6)));
    if (call.config().flag("learned_epsilon", false)) {
      sum = math.add(sum, math.abs(call.weight("learned_epsilon", 1)));
    }
    long channels = x.shape().dim(3);
    Tensor scaled =
        math.mul(
            call.weight("gamma", 1, 1, 1, channels), math.mul(x.tensor(), math.rsqrt(sum)));
    Tensor shifted = math.add(scaled, call.weight("beta", 1, 1, 1, channels));
    return call.output(shifted, x.shape());
  }
}
