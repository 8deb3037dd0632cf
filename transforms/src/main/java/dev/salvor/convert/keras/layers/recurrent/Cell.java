package dev.salvor.convert.keras.layers.recurrent;

import dev.salvor.convert.keras.layers.DataFormat;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;

/**
 * The arithmetic of one step of a recurrent layer. A step may be built in the body of a loop, which
 * sees only what is passed to it: weights are therefore arguments, in the order of {@link
 * #weights}. All shapes are without the batch axis, channels last.
 */
interface Cell {

  /**
   * What a step gives.
   *
   * @param states as many as {@link Cell#states}
   */
  record Step(Tensor output, List<Tensor> states) {
    public Step {
      states = List.copyOf(states);
    }
  }

  CellForm form();

  default List<Tensor> weights() {
    return form().weights();
  }

  default List<Shape> states() {
    return form().states();
  }

  default Shape output() {
    return form().output();
  }

  default Shape projected() {
    return form().projected();
  }

  /**
   * The part of a step that does not depend on the states, taken over all steps at once.
   *
   * @param rows inputs, with one axis in front
   */
  Tensor project(GraphBuilder graph, List<Tensor> weights, Tensor rows);

  /**
   * @param projected a batch of what {@link #project} gave
   * @param states of the step before
   */
  Step step(GraphBuilder graph, List<Tensor> weights, Tensor projected, List<Tensor> states);

  /** Where inputs, states and outputs of the layer have their channels. */
  default DataFormat format() {
    return DataFormat.CHANNELS_LAST;
  }
}
