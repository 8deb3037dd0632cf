package dev.salvor.example;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.graph.Tensor;
import java.util.List;

/** {@code tanh(slope * x) * scale}, with a trained scale for each channel. */
final class ScaledTanh implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    KerasTensor x = call.input();
    if (!x.shape().known(-1)) {
      throw call.refused("needs a known number of channels, the input is " + x.shape());
    }
    double slope = call.config().number("slope", 1.0);
    Tensor scale = call.weight("scale", x.shape().dim(-1));
    Arithmetic math = new Arithmetic(call.graph());
    Tensor bent = math.unary("Tanh", math.mul(x.tensor(), slope));
    return call.output(math.mul(bent, scale), x.shape());
  }
}
