package dev.salvor.convert.keras.layers.core;

import dev.salvor.convert.keras.layers.Activations;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.List;

/** The Activation layer: a function by name over its input. */
public final class ActivationFunction implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    KerasTensor x = call.input();
    Tensor activated = Activations.of(call, "activation", x);
    boolean halves = "glu".equals(call.config().node("activation").asText());
    Shape shape =
        halves && x.shape().known(-1) ? x.shape().with(-1, x.shape().dim(-1) / 2) : x.shape();
    return call.output(activated, shape);
  }
}
