package dev.salvor.convert.keras.layers.recurrent;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code h' = (1 - leaky) h + leaky * activation(x·W + h·U + b)} with matrices that are drawn, not
 * trained (tensorflow_addons 0.23, rnn/esn_cell.py).
 */
final class EchoStateCell implements Cell {
  private final double leaky;
  private final CellFunction activation;
  private final CellForm form;

  EchoStateCell(LayerCall call, Shape input) {
    if (input.rank() != 1) {
      throw call.refused("takes vectors as steps, the model gives it " + input);
    }
    call.config().inert("connectivity", "spectral_radius", "use_norm2");
    int units = call.config().integer("units");
    Shape output = Shape.of(units);
    leaky = call.config().number("leaky", 1);
    activation = CellFunction.of(call, "activation", output);
    List<Tensor> values = new ArrayList<>();
    values.add(call.frozenWeight("recurrent_kernel", units, units));
    values.add(call.frozenWeight("kernel", input.dim(0), units));
    if (call.config().flag("use_bias", true)) {
      values.add(call.frozenWeight("bias", units));
    }
    form = CellForm.alike(values, 1, output, output);
  }

  @Override
  public CellForm form() {
    return form;
  }

  @Override
  public Tensor project(GraphBuilder graph, List<Tensor> values, Tensor rows) {
    Tensor product = graph.apply("MatMul", rows, values.get(1));
    return values.size() > 2 ? graph.apply("BiasAdd", product, values.get(2)) : product;
  }

  @Override
  public Step step(GraphBuilder graph, List<Tensor> values, Tensor projected, List<Tensor> states) {
    Arithmetic math = new Arithmetic(graph);
    Tensor state = states.get(0);
    Tensor sum = math.add(projected, graph.apply("MatMul", state, values.get(0)));
    Tensor fresh = math.mul(activation.apply(graph, sum), leaky);
    Tensor output = math.add(math.mul(state, 1 - leaky), fresh);
    return new Step(output, List.of(output));
  }
}
