package dev.salvor.convert.keras.layers.recurrent;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;

/** {@code h' = activation(x·W + b + h·U)} (keras/layers/rnn/simple_rnn.py). */
final class SimpleRnnCell implements Cell {
  private final Matrices matrices;
  private final CellFunction activation;
  private final CellForm form;

  SimpleRnnCell(LayerCall call, Shape input) {
    matrices = Matrices.of(call, input, 1);
    activation = CellFunction.of(call, "activation", matrices.output());
    form = matrices.form(matrices.weights(), 1);
  }

  @Override
  public CellForm form() {
    return form;
  }

  @Override
  public Tensor project(GraphBuilder graph, List<Tensor> weights, Tensor rows) {
    return matrices.project(graph, weights, rows);
  }

  @Override
  public Step step(
      GraphBuilder graph, List<Tensor> weights, Tensor projected, List<Tensor> states) {
    Tensor recurrent = matrices.recur(graph, weights, states.get(0));
    Tensor output = activation.apply(graph, new Arithmetic(graph).add(projected, recurrent));
    return new Step(output, List.of(output));
  }
}
