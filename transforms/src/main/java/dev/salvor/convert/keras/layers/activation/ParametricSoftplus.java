package dev.salvor.convert.keras.layers.activation;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.graph.Tensor;
import java.util.List;

/** {@code alpha log(1 + exp(beta x))} of Keras 1 (keras 1.2.2 layers/advanced_activations.py). */
public final class ParametricSoftplus implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    call.config().inert("alpha_init", "beta_init");
    KerasTensor x = call.input();
    Arithmetic math = new Arithmetic(call.graph());
    long[] shape = SharedAxes.parameterShape(call, x);
    Tensor alpha = call.weight("alphas", shape);
    Tensor beta = call.weight("betas", shape);
    Tensor softplus = math.unary("Softplus", math.mul(beta, x.tensor()));
    return call.output(math.mul(softplus, alpha), x.shape());
  }
}
