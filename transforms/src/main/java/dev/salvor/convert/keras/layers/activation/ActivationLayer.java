package dev.salvor.convert.keras.layers.activation;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.RaggedInputs;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;

/** LeakyReLU, ReLU, ELU, ThresholdedReLU: an activation function as a layer; passes masks on. */
public final class ActivationLayer implements LayerConverter {

  @Override
  public RaggedInputs ragged(LayerConfig config) {
    return RaggedInputs.FLAT;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    KerasTensor x = call.input();
    Formula formula =
        ActivationLayers.named(call.className())
            .orElseThrow(() -> call.refused("is no activation layer"));
    Formula.Setting setting =
        new Formula.Setting(new Arithmetic(call.graph()), call.era(), call.config());
    return call.output(formula.apply(setting, x), x.shape());
  }
}
