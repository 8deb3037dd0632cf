package dev.salvor.convert.keras.layers.transformer;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * SeqWeightedAttention: the steps of a sequence summed by trained weights (keras-self-attention
 * 0.46.0, seq_weighted_attention.py).
 */
public final class WeightedSequence implements LayerConverter {
  private static final double MASKED = 10_000;
  private static final double EPSILON = 1e-7;

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    KerasTensor x = call.input();
    if (x.rank() != 3) {
      throw call.refused("takes sequences, the model gives it " + x.shape());
    }
    Arithmetic math = new Arithmetic(call.graph());
    Tensor logits = math.squeeze(math.matmul(x.tensor(), call.weight("W", x.shape().dim(2), 1)), 2);
    if (call.config().flag("use_bias", true)) {
      logits = math.add(logits, call.weight("b", 1));
    }
    if (call.mask().isPresent()) {
      Tensor off = math.sub(1, math.cast(call.mask().get(), logits.type()));
      logits = math.sub(logits, math.mul(off, MASKED));
    }
    Tensor exp = math.exp(math.sub(logits, math.reduce("Max", logits, true, 1)));
    Tensor weights = math.div(exp, math.add(math.sum(exp, true, 1), EPSILON));
    Tensor sum = math.sum(math.mul(x.tensor(), math.expand(weights, 2)), false, 1);
    Shape shape = x.shape();
    List<KerasTensor> outputs =
        new ArrayList<>(call.unmasked(sum, Shape.of(shape.dim(0), shape.dim(2))));
    if (call.config().flag("return_attention", false)) {
      outputs.add(KerasTensor.of(weights, shape.slice(0, 2)));
    }
    return outputs;
  }
}
