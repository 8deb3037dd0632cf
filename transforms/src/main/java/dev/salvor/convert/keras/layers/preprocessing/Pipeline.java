package dev.salvor.convert.keras.layers.preprocessing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.inspect.keras.architecture.Argument;
import java.util.List;
import java.util.Map;

/** Layers one after the other as one layer (Keras 3). */
public final class Pipeline implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    JsonNode layers = call.config().node("layers");
    List<KerasTensor> values = call.inputs();
    int index = 0;
    for (JsonNode layer : layers) {
      if (!(layer instanceof ObjectNode object)) {
        throw call.refused("holds " + layer + " where a layer is expected");
      }
      values =
          call.callChild(
              "_pipeline_layers/" + index++,
              object,
              List.of(new Argument.Leaf<>(values.get(0))),
              Map.of());
    }
    return values;
  }
}
