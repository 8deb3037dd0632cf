package dev.salvor.convert.keras.layers.transformer;

import dev.salvor.convert.keras.layers.Activations;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.graph.Tensor;
import java.util.List;

/**
 * Two dense layers, the first with an activation, the second back to the width of the input
 * (keras-position-wise-feed-forward 0.6.0, feed_forward.py).
 */
public final class FeedForward implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    call.config().inert("dropout_rate");
    KerasTensor x = call.input();
    long units = call.config().integer("units");
    long width = x.shape().dim(-1);
    boolean biased = call.config().flag("use_bias", true);
    Arithmetic math = new Arithmetic(call.graph());
    Tensor inner = math.matmul(x.tensor(), call.weight("W1", width, units));
    inner = biased ? math.add(inner, call.weight("b1", units)) : inner;
    Tensor bent =
        Activations.of(call, "activation", KerasTensor.of(inner, x.shape().with(-1, units)));
    Tensor outer = math.matmul(bent, call.weight("W2", units, width));
    outer = biased ? math.add(outer, call.weight("b2", width)) : outer;
    return call.output(outer, x.shape());
  }
}
