package dev.salvor.convert.keras.layers.recurrent;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;

/** Long short-term memory, gates in the order input, forget, cell, output (keras/layers/rnn/lstm.py). */
final class LstmCell implements Cell {
  private final Matrices matrices;
  private final LstmGates gates;

  LstmCell(LayerCall call, Shape input) {
    matrices = Matrices.of(call, input, 4);
    gates = LstmGates.of(call, output());
  }

  @Override
  public List<Tensor> weights() {
    return matrices.weights();
  }

  @Override
  public List<Shape> states() {
    return List.of(output(), output());
  }

  @Override
  public Shape output() {
    return Shape.of(matrices.units());
  }

  @Override
  public Shape projected() {
    return Shape.of(4L * matrices.units());
  }

  @Override
  public Tensor project(GraphBuilder graph, List<Tensor> weights, Tensor rows) {
    return matrices.project(graph, weights, rows);
  }

  @Override
  public Step step(
      GraphBuilder graph, List<Tensor> weights, Tensor projected, List<Tensor> states) {
    Tensor recurrent = matrices.recur(graph, weights, states.get(0));
    Tensor sum = new Arithmetic(graph).add(projected, recurrent);
    return gates.step(graph, sum, states.get(1));
  }
}
