package dev.salvor.convert.keras.layers.recurrent;

import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The variables of a dense cell in the order of Keras: {@code kernel (inputs, gates·units)}, {@code
 * recurrent_kernel (units, gates·units)}, {@code bias (gates·units)}.
 *
 * @param gates how many units stand side by side in a kernel
 * @param weights their values
 * @param biased whether there is a bias
 */
record Matrices(int units, int gates, List<Tensor> weights, boolean biased) {

  static Matrices of(LayerCall call, Shape input, int gates) {
    return of(call, input, gates, false);
  }

  /**
   * @param input shape of a step's input
   * @param twoBiases whether the bias is {@code (2, gates·units)}: inputs, states
   */
  static Matrices of(LayerCall call, Shape input, int gates, boolean twoBiases) {
    if (input.rank() != 1) {
      throw call.refused("takes vectors as steps, the model gives it " + input);
    }
    int units = call.config().integer("units");
    long width = (long) gates * units;
    boolean biased = call.config().flag("use_bias", true);
    List<Tensor> weights = new ArrayList<>();
    weights.add(call.weight("kernel", input.dim(0), width));
    weights.add(call.weight("recurrent_kernel", units, width));
    if (biased) {
      weights.add(twoBiases ? call.weight("bias", 2, width) : call.weight("bias", width));
    }
    call.config()
        .inert("dropout", "recurrent_dropout", "implementation", "unit_forget_bias", "seed");
    return new Matrices(units, gates, List.copyOf(weights), biased);
  }

  Shape output() {
    return Shape.of(units);
  }

  /**
   * The form of a cell that projects its input to all gates.
   *
   * @param variables those of the cell, these among them
   * @param states how many there are, of the units each
   */
  CellForm form(List<Tensor> variables, int states) {
    return CellForm.alike(variables, states, output(), Shape.of((long) gates * units));
  }

  /** {@code rows·kernel + bias}. */
  Tensor project(GraphBuilder graph, List<Tensor> values, Tensor rows) {
    Tensor product = graph.apply("MatMul", rows, values.get(0));
    return biased ? graph.apply("BiasAdd", product, values.get(2)) : product;
  }

  /** {@code state·recurrent_kernel}. */
  Tensor recur(GraphBuilder graph, List<Tensor> values, Tensor state) {
    return graph.apply("MatMul", state, values.get(1));
  }
}
