package dev.salvor.convert.keras.layers.preprocessing;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.RaggedInputs;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;

/** {@code x * scale + offset}, in the compute type. */
public final class Rescaling implements LayerConverter {

  @Override
  public RaggedInputs ragged(LayerConfig config) {
    return RaggedInputs.FLAT;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    KerasTensor x = call.input();
    Arithmetic math = new Arithmetic(call.graph());
    ElementType type = call.computeType();
    KerasTensor scale = Numbers.of(call, "scale", type, 1);
    KerasTensor offset = Numbers.of(call, "offset", type, 0);
    Tensor scaled = math.mul(math.cast(x.tensor(), type), scale.tensor());
    Tensor mask = call.era().major() >= 3 ? call.mask().orElse(null) : null;
    return List.of(new KerasTensor(math.add(scaled, offset.tensor()), x.shape(), mask));
  }
}
