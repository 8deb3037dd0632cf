package dev.salvor.convert.keras.layers.transformer;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Attention without weights (keras-self-attention 0.46.0, scaled_dot_attention.py). */
public final class ScaledDotProductAttention implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    Attended inputs = Attended.of(call);
    KerasTensor query = inputs.query();
    KerasTensor key = inputs.key();
    KerasTensor value = inputs.value();
    Arithmetic math = new Arithmetic(call.graph());
    @Nullable Tensor mask = key.keptMask() == null ? null : math.expand(key.keptMask(), -2);
    boolean history = call.config().flag("history_only", false);
    long width = query.shape().dim(-1);
    if (query.rank() != 3 || width == Shape.UNKNOWN) {
      throw call.refused("takes sequences, the model gives it " + query.shape());
    }
    Tensor scores = ScaledScores.of(math, query.tensor(), key.tensor(), width, mask, history);
    Shape shape = query.shape().with(2, value.shape().dim(2));
    List<KerasTensor> outputs =
        new ArrayList<>(call.output(math.matmul(scores, value.tensor()), shape));
    if (call.config().flag("return_attention", false)) {
      outputs.add(KerasTensor.of(scores, query.shape().with(2, key.shape().dim(1))));
    }
    return outputs;
  }
}
