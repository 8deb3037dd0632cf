package dev.salvor.convert.keras.layers.core;

import dev.salvor.convert.keras.layers.Activations;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.RaggedInputs;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;

/** The Activation layer: a function by name over its input. */
public final class ActivationFunction implements LayerConverter {

  @Override
  public RaggedInputs ragged(LayerConfig config) {
    return RaggedInputs.FLAT;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    KerasTensor x = call.input();
    KerasTensor activated = Activations.activated(call, "activation", x);
    return call.output(activated.tensor(), activated.shape());
  }
}
