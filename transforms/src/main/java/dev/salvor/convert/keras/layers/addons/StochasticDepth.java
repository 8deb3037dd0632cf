package dev.salvor.convert.keras.layers.addons;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.graph.Tensor;
import java.util.List;

/**
 * A shortcut plus a branch, which at inference counts by the probability that it survived training
 * with (tensorflow_addons 0.14, layers/stochastic_depth.py).
 */
public final class StochasticDepth implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    List<KerasTensor> inputs = call.inputs();
    if (inputs.size() != 2) {
      throw call.refused("is called with " + inputs.size() + " inputs");
    }
    double survives = call.config().number("survival_probability", 0.5);
    Arithmetic math = new Arithmetic(call.graph());
    Tensor branch = math.mul(inputs.get(1).tensor(), survives);
    Tensor sum = math.add(inputs.get(0).tensor(), branch);
    return call.unmasked(sum, inputs.get(0).shape());
  }
}
