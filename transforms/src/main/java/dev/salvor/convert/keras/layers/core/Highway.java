package dev.salvor.convert.keras.layers.core;

import dev.salvor.convert.keras.layers.Activations;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;

/**
 * The Highway layer of Keras 1: {@code t · activation(x W + b) + (1 - t) · x} with the gate {@code
 * t = sigmoid(x W_carry + b_carry)} (keras 1.2.2 layers/core.py).
 */
public final class Highway implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    call.config().inert("W_regularizer", "b_regularizer", "W_constraint", "b_constraint", "init");
    KerasTensor in = call.input();
    Tensor x = in.tensor();
    long width = in.shape().dim(-1);
    boolean bias = call.config().flag(call.config().has("bias") ? "bias" : "use_bias", true);
    GraphBuilder graph = call.graph();
    Arithmetic math = new Arithmetic(graph);
    Tensor candidate = graph.apply("MatMul", x, call.weight("W", width, width));
    Tensor gate = graph.apply("MatMul", x, call.weight("W_carry", width, width));
    if (bias) {
      candidate = graph.apply("BiasAdd", candidate, call.weight("b", width));
      gate = graph.apply("BiasAdd", gate, call.weight("b_carry", width));
    }
    gate = math.unary("Sigmoid", gate);
    Tensor activated = Activations.of(call, "activation", KerasTensor.of(candidate, in.shape()));
    Tensor carried = math.mul(math.sub(1, gate), x);
    return call.unmasked(math.add(math.mul(activated, gate), carried), in.shape());
  }
}
