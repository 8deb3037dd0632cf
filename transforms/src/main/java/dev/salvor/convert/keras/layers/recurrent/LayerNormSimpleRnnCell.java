package dev.salvor.convert.keras.layers.recurrent;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code h' = activation(norm(x·W + h·U) + b)} (tensorflow_addons 0.23,
 * rnn/layer_norm_simple_rnn_cell.py).
 */
final class LayerNormSimpleRnnCell implements Cell {
  private final Matrices matrices;
  private final CellFunction activation;
  private final Norm norm;
  private final CellForm form;

  LayerNormSimpleRnnCell(LayerCall call, Shape input) {
    matrices = Matrices.of(call, input, 1);
    activation = CellFunction.of(call, "activation", matrices.output());
    double epsilon = call.config().number("layernorm_epsilon", 1e-5);
    norm = Norm.of(call, "layernorm", epsilon, matrices.units(), false);
    List<Tensor> values = new ArrayList<>(matrices.weights());
    values.addAll(norm.weights());
    form = matrices.form(values, 1);
  }

  @Override
  public CellForm form() {
    return form;
  }

  @Override
  public Tensor project(GraphBuilder graph, List<Tensor> values, Tensor rows) {
    return graph.apply("MatMul", rows, values.get(0));
  }

  @Override
  public Step step(GraphBuilder graph, List<Tensor> values, Tensor projected, List<Tensor> states) {
    Tensor fed = matrices.recur(graph, values, states.get(0));
    Tensor sum = new Arithmetic(graph).add(projected, fed);
    Tensor normed = norm.apply(graph, values.subList(values.size() - 1, values.size()), sum);
    Tensor shifted = matrices.biased() ? graph.apply("BiasAdd", normed, values.get(2)) : normed;
    Tensor output = activation.apply(graph, shifted);
    return new Step(output, List.of(output));
  }
}
