package dev.salvor.convert.keras.layers.activation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.RaggedInputs;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;

/**
 * Softmax over one axis or several, masked positions left out: their scores are lowered by 1e9
 * (keras/layers/activation/softmax.py).
 */
public final class Softmax implements LayerConverter {

  /** Along the last axis of rows that are dense inside; the ragged axis has a sum of its own. */
  @Override
  public RaggedInputs ragged(LayerConfig config) {
    JsonNode axis = config.json().path("axis");
    boolean last = axis.isMissingNode() || axis.asInt() == -1;
    return last ? RaggedInputs.FLAT : RaggedInputs.REFUSED;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    KerasTensor x = call.input();
    if (call.joinedAxes() > 0 && x.rank() < 2) {
      throw call.refused("is called along the ragged axis of a tensor, which is not supported");
    }
    Arithmetic math = new Arithmetic(call.graph());
    Formula formula = ActivationLayers.named("Softmax").orElseThrow();
    Formula.Setting setting = new Formula.Setting(math, call.era(), call.config());
    if (call.mask().isEmpty() || call.era().multiBackend()) {
      return call.output(formula.apply(setting, x), x.shape());
    }
    Tensor mask = call.mask().get();
    Tensor kept = math.cast(mask, ElementType.BOOL);
    Tensor lowered =
        math.sub(
            x.tensor(), math.mul(math.sub(1, math.cast(kept, x.type())), penalty(call, x.type())));
    Tensor result = formula.apply(setting, KerasTensor.of(lowered, x.shape()));
    if (call.era().atLeast(3, 10)) {
      result = math.where(kept, result, call.graph().scalarLike(result, 0));
    }
    return call.output(result, x.shape());
  }

  /** Half precision cannot hold 1e9. */
  private static double penalty(LayerCall call, ElementType type) {
    if (type != ElementType.FLOAT16) {
      return 1e9;
    }
    return call.era().major() >= 3 ? 3e4 : 32752;
  }
}
