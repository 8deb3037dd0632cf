package dev.salvor.convert.keras.layers.recurrent;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Long short-term memory, gates in the order input, forget, cell, output
 * (keras/layers/rnn/lstm.py); with peepholes the gates see the memory too
 * (tf.keras.experimental.PeepholeLSTMCell).
 */
final class LstmCell implements Cell {
  private static final List<String> PEEPHOLES =
      List.of(
          "input_gate_peephole_weights",
          "forget_gate_peephole_weights",
          "output_gate_peephole_weights");

  private final Matrices matrices;
  private final LstmGates gates;
  private final CellForm form;
  private final boolean peepholes;

  LstmCell(LayerCall call, Shape input, boolean peepholes) {
    this.matrices = Matrices.of(call, input, 4);
    this.gates = LstmGates.of(call, matrices.output());
    this.peepholes = peepholes;
    List<Tensor> values = new ArrayList<>(matrices.weights());
    if (peepholes) {
      PEEPHOLES.forEach(name -> values.add(call.weight(name, matrices.units())));
    }
    this.form = matrices.form(values, 2);
  }

  @Override
  public CellForm form() {
    return form;
  }

  @Override
  public Tensor project(GraphBuilder graph, List<Tensor> values, Tensor rows) {
    return matrices.project(graph, values, rows);
  }

  @Override
  public Step step(GraphBuilder graph, List<Tensor> values, Tensor projected, List<Tensor> states) {
    Tensor recurrent = matrices.recur(graph, values, states.get(0));
    Tensor sum = new Arithmetic(graph).add(projected, recurrent);
    List<Tensor> views =
        peepholes ? values.subList(values.size() - PEEPHOLES.size(), values.size()) : List.of();
    return gates.step(graph, sum, states.get(1), views);
  }
}
