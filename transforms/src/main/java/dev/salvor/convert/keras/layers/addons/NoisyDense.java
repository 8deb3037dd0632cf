package dev.salvor.convert.keras.layers.addons;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.core.Dense;
import dev.salvor.graph.Tensor;
import java.util.List;

/**
 * A Dense whose kernel and bias are {@code mu + sigma * eps}, with the noise as it was saved
 * (tensorflow_addons 0.23, layers/noisy_dense.py).
 */
public final class NoisyDense implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    call.config().inert("sigma");
    if (!call.config().has("use_factorised")) {
      throw call.refused("draws its noise at every call, as it did until tensorflow_addons 0.12");
    }
    KerasTensor x = call.input();
    long units = call.config().integer("units");
    Tensor kernel = noisy(call, "kernel", x.shape().dim(-1), units);
    Tensor bias = call.config().flag("use_bias", true) ? noisy(call, "bias", units) : null;
    return Dense.of(call, x, kernel, bias);
  }

  private static Tensor noisy(LayerCall call, String name, long... dims) {
    Tensor sigma = call.weight("sigma_" + name, dims);
    Tensor mu = call.weight("mu_" + name, dims);
    Tensor noise = call.frozenWeight("eps_" + name, dims);
    Arithmetic math = new Arithmetic(call.graph());
    return math.add(mu, math.mul(sigma, noise));
  }
}
