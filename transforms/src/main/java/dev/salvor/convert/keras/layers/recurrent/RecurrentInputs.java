package dev.salvor.convert.keras.layers.recurrent;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Argument;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a recurrent layer is called with. Until tf.keras 2.15 states that are tensors of the model
 * follow the sequence in one list; Keras 3 gives them as {@code initial_state} or second.
 *
 * @param mask of the steps, {@code (batch, steps)}; null where nothing is masked
 * @param carried the mask that a sequence of outputs carries on
 */
record RecurrentInputs(
    KerasTensor sequence,
    List<KerasTensor> states,
    @Nullable Tensor mask,
    @Nullable Tensor carried) {

  static RecurrentInputs of(LayerCall call) {
    List<KerasTensor> first = call.inputs();
    if (first.isEmpty()) {
      throw call.refused("is called without an input");
    }
    List<KerasTensor> states = new ArrayList<>(first.subList(1, first.size()));
    if (call.args().size() > 1) {
      states.addAll(call.args().get(1).tensors());
    }
    Tensor mask = call.mask().orElse(null);
    if (call.args().size() > 2 && !call.args().get(2).tensors().isEmpty()) {
      mask = call.args().get(2).tensors().get(0).tensor();
    }
    for (String key : call.kwargs().keySet()) {
      Argument<KerasTensor> given = call.kwargs().get(key);
      switch (key) {
        case "initial_state" -> states.addAll(given.tensors());
        case "mask" -> {}
        case "constants" -> {
          if (!given.tensors().isEmpty()) {
            throw call.refused("is called with constants, which no built-in cell takes");
          }
        }
        default -> throw call.refused("is called with " + key);
      }
    }
    return new RecurrentInputs(
        first.get(0), List.copyOf(states), mask, call.passedMask().orElse(null));
  }

  /** The arguments again, with other states. */
  List<Argument<KerasTensor>> with(List<KerasTensor> others) {
    List<Argument<KerasTensor>> items = new ArrayList<>();
    items.add(new Argument.Leaf<>(sequence.withMask(mask)));
    others.forEach(state -> items.add(new Argument.Leaf<>(state)));
    return List.of(items.size() == 1 ? items.get(0) : new Argument.Sequence<>(items));
  }
}
