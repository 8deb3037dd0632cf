package dev.salvor.convert.keras.layers.transformer;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import java.util.List;

/** What attention is called with: query, key and value, or one input for all three. */
record Attended(KerasTensor query, KerasTensor key, KerasTensor value) {

  static Attended of(LayerCall call) {
    List<KerasTensor> inputs = call.inputs();
    if (inputs.size() != 1 && inputs.size() != 3) {
      throw call.refused("is called with " + inputs.size() + " inputs");
    }
    return new Attended(
        inputs.get(0), inputs.get(inputs.size() / 2), inputs.get(inputs.size() - 1));
  }
}
