package dev.salvor.convert.keras.layers.recurrent;

import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.Collections;
import java.util.List;

/**
 * What a cell holds and what goes through it. All shapes are without the batch axis, channels last.
 *
 * @param weights the values of the cell's variables in the graph of the layer, in the compute type
 * @param states shapes of the states
 * @param output shape of the output
 * @param projected shape of what {@link Cell#project} makes of an input
 */
record CellForm(List<Tensor> weights, List<Shape> states, Shape output, Shape projected) {
  CellForm {
    weights = List.copyOf(weights);
    states = List.copyOf(states);
  }

  /**
   * @param states how many there are, each like the output
   */
  static CellForm alike(List<Tensor> weights, int states, Shape output, Shape projected) {
    return new CellForm(weights, Collections.nCopies(states, output), output, projected);
  }
}
