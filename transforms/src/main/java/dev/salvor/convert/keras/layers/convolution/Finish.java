package dev.salvor.convert.keras.layers.convolution;

import dev.salvor.convert.keras.layers.Activations;
import dev.salvor.convert.keras.layers.DataFormat;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;

/** What all convolutions end with: bias, activation, the layout of the channels. */
final class Finish {
  private Finish() {}

  /**
   * @param result channels last
   * @param filters length of the bias
   */
  static List<KerasTensor> of(LayerCall call, DataFormat format, KerasTensor result, long filters) {
    GraphBuilder graph = call.graph();
    Tensor value = result.tensor();
    if (call.config().flag("use_bias", true)) {
      value = graph.apply("BiasAdd", value, call.weight("bias", filters));
    }
    KerasTensor moved = format.fromLast(graph, KerasTensor.of(value, result.shape()));
    KerasTensor activated = Activations.activated(call, "activation", moved);
    return call.unmasked(activated.tensor(), activated.shape());
  }
}
