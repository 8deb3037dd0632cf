package dev.salvor.convert.keras.layers.recurrent;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * Gated recurrent unit, gates in the order update, reset, candidate (keras/layers/rnn/gru.py). With
 * {@code reset_after} the reset gate acts after the product with the recurrent kernel, and there
 * are two biases.
 */
final class GruCell implements Cell {
  private final Matrices matrices;
  private final CellFunction activation;
  private final CellFunction recurrent;
  private final boolean resetAfter;
  private final CellForm form;

  GruCell(LayerCall call, Shape input) {
    resetAfter = resetAfter(call);
    matrices = Matrices.of(call, input, 3, resetAfter);
    activation = CellFunction.of(call, "activation", matrices.output());
    recurrent = CellFunction.of(call, "recurrent_activation", matrices.output());
    form = matrices.form(matrices.weights(), 1);
  }

  /** The stored bias tells more surely than an argument that some versions did not write. */
  private static boolean resetAfter(LayerCall call) {
    boolean stated = call.config().flag("reset_after", true);
    Optional<Shape> bias =
        call.stored().filter(shapes -> shapes.size() == 3).map(shapes -> shapes.get(2));
    long units = call.config().integer("units");
    if (bias.isEmpty()) {
      return stated;
    }
    if (bias.get().equals(Shape.of(2, 3 * units)) || bias.get().equals(Shape.of(6 * units))) {
      return true;
    }
    return !bias.get().equals(Shape.of(3 * units)) && stated;
  }

  @Override
  public CellForm form() {
    return form;
  }

  @Override
  public Tensor project(GraphBuilder graph, List<Tensor> weights, Tensor rows) {
    if (!resetAfter || !matrices.biased()) {
      return matrices.project(graph, weights, rows);
    }
    Tensor product = graph.apply("MatMul", rows, weights.get(0));
    return graph.apply("BiasAdd", product, bias(graph, weights, 0));
  }

  private static Tensor bias(GraphBuilder graph, List<Tensor> weights, int row) {
    return graph.apply("GatherV2", weights.get(2), graph.intScalar(row), graph.intScalar(0));
  }

  @Override
  public Step step(
      GraphBuilder graph, List<Tensor> weights, Tensor projected, List<Tensor> states) {
    Arithmetic math = new Arithmetic(graph);
    Tensor state = states.get(0);
    List<Tensor> inputs = math.split(projected, 3, 1);
    Tensor update;
    Tensor candidate;
    if (resetAfter) {
      Tensor product = matrices.recur(graph, weights, state);
      if (matrices.biased()) {
        product = graph.apply("BiasAdd", product, bias(graph, weights, 1));
      }
      List<Tensor> inner = math.split(product, 3, 1);
      update = recurrent.apply(graph, math.add(inputs.get(0), inner.get(0)));
      Tensor reset = recurrent.apply(graph, math.add(inputs.get(1), inner.get(1)));
      candidate = math.add(inputs.get(2), math.mul(reset, inner.get(2)));
    } else {
      List<Tensor> kernels = math.split(weights.get(1), 3, 1);
      update =
          recurrent.apply(
              graph, math.add(inputs.get(0), graph.apply("MatMul", state, kernels.get(0))));
      Tensor reset =
          recurrent.apply(
              graph, math.add(inputs.get(1), graph.apply("MatMul", state, kernels.get(1))));
      Tensor gated = graph.apply("MatMul", math.mul(reset, state), kernels.get(2));
      candidate = math.add(inputs.get(2), gated);
    }
    Tensor fresh = activation.apply(graph, candidate);
    Tensor output = math.add(math.mul(update, state), math.mul(math.sub(1, update), fresh));
    return new Step(output, List.of(output));
  }
}
