package dev.salvor.convert.keras.layers.core;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;

/**
 * The MaxoutDense layer of Keras 1: the greatest of several linear layers (keras 1.2.2
 * layers/core.py); kernel {@code (features, inputs, units)}.
 */
public final class MaxoutDense implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    LayerConfig config = call.config();
    config.inert("W_regularizer", "b_regularizer", "W_constraint", "b_constraint", "init");
    KerasTensor x = call.input();
    int units = config.integer(config.has("units") ? "units" : "output_dim");
    int features = config.integer("nb_feature", 4);
    Arithmetic math = new Arithmetic(call.graph());
    Tensor kernel = call.weight("W", features, x.shape().dim(-1), units);
    Tensor all = math.einsum("bi,kio->bko", x.tensor(), kernel);
    if (config.flag(config.has("bias") ? "bias" : "use_bias", true)) {
      all = math.add(all, call.weight("b", features, units));
    }
    return call.unmasked(math.reduce("Max", all, false, 1), x.shape().with(-1, units));
  }
}
