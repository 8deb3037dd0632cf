package dev.salvor.convert.keras.layers.recurrent;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.recurrent.Cell.Step;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;

/**
 * {@code c' = f*c + i*activation(g)}, {@code h' = o*activation(c')}, where i, f and o pass the
 * recurrent activation; the same for vectors and images.
 */
record LstmGates(CellFunction activation, CellFunction recurrent, int axis) {

  static LstmGates of(LayerCall call, Shape output) {
    return new LstmGates(
        CellFunction.of(call, "activation", output),
        CellFunction.of(call, "recurrent_activation", output),
        output.rank());
  }

  /**
   * @param sum of what inputs and states give, the four gates side by side in the last axis
   * @param memory c
   * @param peepholes what input, forget and output gate see of the memory; none where they do not
   */
  Step step(GraphBuilder graph, Tensor sum, Tensor memory, List<Tensor> peepholes) {
    Arithmetic math = new Arithmetic(graph);
    List<Tensor> gates = math.split(sum, 4, axis);
    Tensor input = recurrent.apply(graph, seen(math, gates.get(0), memory, peepholes, 0));
    Tensor forget = recurrent.apply(graph, seen(math, gates.get(1), memory, peepholes, 1));
    Tensor candidate = activation.apply(graph, gates.get(2));
    Tensor kept = math.add(math.mul(forget, memory), math.mul(input, candidate));
    Tensor open = recurrent.apply(graph, seen(math, gates.get(3), kept, peepholes, 2));
    Tensor output = math.mul(open, activation.apply(graph, kept));
    return new Step(output, List.of(output, kept));
  }

  private static Tensor seen(
      Arithmetic math, Tensor gate, Tensor memory, List<Tensor> peepholes, int which) {
    return peepholes.isEmpty() ? gate : math.add(gate, math.mul(peepholes.get(which), memory));
  }
}
