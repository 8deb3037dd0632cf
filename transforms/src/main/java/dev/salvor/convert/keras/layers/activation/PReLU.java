package dev.salvor.convert.keras.layers.activation;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.graph.Tensor;
import java.util.List;

/** {@code x} above 0, {@code alpha * x} below, alpha a weight of the shape of one sample. */
public final class PReLU implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    KerasTensor x = call.input();
    Arithmetic math = new Arithmetic(call.graph());
    Tensor alpha = call.weight("alpha", SharedAxes.parameterShape(call, x));
    Tensor below = math.mul(alpha, math.relu(math.neg(x.tensor())));
    return call.output(math.sub(math.relu(x.tensor()), below), x.shape());
  }
}
