package dev.salvor.convert.keras.layers.preprocessing;

import dev.salvor.convert.keras.layers.Arguments;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;

/** Integers as one-hot, multi-hot or counts. */
public final class CategoryEncoding implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    LayerConfig config = call.config();
    int depth = config.integer(config.has("num_tokens") ? "num_tokens" : "max_tokens");
    Arguments arguments = new Arguments(call, "inputs", "count_weights");
    String mode = CategoricalEncoding.mode(call, "multi_hot");
    ElementType type = call.computeType().floating() ? call.computeType() : ElementType.FLOAT32;
    Tensor weights = arguments.tensor("count_weights").map(KerasTensor::tensor).orElse(null);
    KerasTensor encoded =
        new CategoricalEncoding(call, depth, type).encode(call.input(), mode, weights);
    return call.unmasked(encoded.tensor(), encoded.shape());
  }
}
