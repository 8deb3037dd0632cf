package dev.salvor.convert.keras.layers.recurrent;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * An LSTM that normalizes what comes from the input, what comes from the state, and the memory
 * (tensorflow_addons 0.23, rnn/layer_norm_lstm_cell.py).
 */
final class LayerNormLstmCell implements Cell {
  private final Matrices matrices;
  private final CellFunction activation;
  private final CellFunction recurrent;
  private final List<Norm> norms;
  private final CellForm form;

  LayerNormLstmCell(LayerCall call, Shape input) {
    matrices = Matrices.of(call, input, 4);
    activation = CellFunction.of(call, "activation", matrices.output());
    recurrent = CellFunction.of(call, "recurrent_activation", matrices.output());
    double epsilon = call.config().number("norm_epsilon", 1e-3);
    norms =
        List.of(
            Norm.of(call, "kernel_norm", epsilon, 4L * matrices.units(), true),
            Norm.of(call, "recurrent_norm", epsilon, 4L * matrices.units(), true),
            Norm.of(call, "state_norm", epsilon, matrices.units(), true));
    List<Tensor> values = new ArrayList<>(matrices.weights());
    norms.forEach(norm -> values.addAll(norm.weights()));
    form = matrices.form(values, 2);
  }

  @Override
  public CellForm form() {
    return form;
  }

  private Tensor normed(GraphBuilder graph, List<Tensor> values, int which, Tensor x) {
    int from = matrices.weights().size() + 2 * which;
    return norms.get(which).apply(graph, values.subList(from, from + 2), x);
  }

  @Override
  public Tensor project(GraphBuilder graph, List<Tensor> values, Tensor rows) {
    Tensor normed = normed(graph, values, 0, graph.apply("MatMul", rows, values.get(0)));
    return matrices.biased() ? graph.apply("BiasAdd", normed, values.get(2)) : normed;
  }

  @Override
  public Step step(GraphBuilder graph, List<Tensor> values, Tensor projected, List<Tensor> states) {
    Arithmetic math = new Arithmetic(graph);
    Tensor fed = normed(graph, values, 1, matrices.recur(graph, values, states.get(0)));
    List<Tensor> gates = math.split(math.add(projected, fed), 4, 1);
    Tensor kept = math.mul(recurrent.apply(graph, gates.get(1)), states.get(1));
    Tensor candidate = activation.apply(graph, gates.get(2));
    Tensor taken = math.mul(recurrent.apply(graph, gates.get(0)), candidate);
    Tensor memory = normed(graph, values, 2, math.add(kept, taken));
    Tensor open = recurrent.apply(graph, gates.get(3));
    Tensor output = math.mul(open, activation.apply(graph, memory));
    return new Step(output, List.of(output, memory));
  }
}
