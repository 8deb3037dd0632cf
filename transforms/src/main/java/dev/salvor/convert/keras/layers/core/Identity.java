package dev.salvor.convert.keras.layers.core;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.RaggedInputs;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;

/** The input as it is. */
public final class Identity implements LayerConverter {

  @Override
  public RaggedInputs ragged(LayerConfig config) {
    return RaggedInputs.FLAT;
  }

  /** Keras 3 passes masks on, tf.keras does not (keras/layers/core/identity.py). */
  @Override
  public List<KerasTensor> convert(LayerCall call) {
    boolean masks = call.era().major() >= 3;
    return call.inputs().stream().map(x -> masks ? x : x.withMask(null)).toList();
  }
}
