package dev.salvor.convert.keras.layers.recurrent;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.DataFormat;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.convolution.Convolutions;
import dev.salvor.convert.keras.layers.convolution.Window;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An LSTM whose products are convolutions over 1 to 3 axes: of the inputs as the layer states it,
 * of the states with padding {@code same} and neither strides nor dilation
 * (keras/layers/rnn/base_conv_lstm.py).
 */
final class ConvLstmCell implements Cell {
  private final CellForm form;
  private final Window inputWindow;
  private final Window stateWindow;
  private final DataFormat format;
  private final Shape input;
  private final LstmGates gates;

  /**
   * @param input shape of a step's input, channels last
   */
  ConvLstmCell(LayerCall call, Shape input, int axes) {
    LayerConfig config = call.config();
    if (input.rank() != axes + 1) {
      throw call.refused("takes steps of rank " + (axes + 1) + ", the model gives it " + input);
    }
    this.input = input;
    this.format = DataFormat.of(call);
    this.inputWindow = Window.of(call, axes);
    int[] ones = new int[axes];
    Arrays.fill(ones, 1);
    this.stateWindow = new Window(inputWindow.size(), ones, ones, "same");
    int filters = config.integer("filters");
    Shape batch = Shape.of(Shape.UNKNOWN);
    Shape whole = inputWindow.output(call, batch.concat(input), filters);
    Shape output = whole.slice(1, whole.rank());
    Shape size = Shape.of(Arrays.stream(inputWindow.size()).asLongStream().toArray());
    List<Tensor> values = new ArrayList<>();
    values.add(call.weight("kernel", size.append(input.dim(-1), 4L * filters).dims()));
    values.add(call.weight("recurrent_kernel", size.append(filters, 4L * filters).dims()));
    if (config.flag("use_bias", true)) {
      values.add(call.weight("bias", 4L * filters));
    }
    this.form = CellForm.alike(values, 2, output, output.with(-1, 4L * filters));
    this.gates = LstmGates.of(call, output);
    config.inert("dropout", "recurrent_dropout", "implementation", "unit_forget_bias", "seed");
  }

  @Override
  public CellForm form() {
    return form;
  }

  @Override
  public DataFormat format() {
    return format;
  }

  @Override
  public Tensor project(GraphBuilder graph, List<Tensor> values, Tensor rows) {
    KerasTensor x = KerasTensor.of(rows, Shape.of(Shape.UNKNOWN).concat(input));
    Tensor product = new Convolutions(graph).convolve(x, values.get(0), inputWindow, 1);
    return values.size() > 2 ? graph.apply("BiasAdd", product, values.get(2)) : product;
  }

  @Override
  public Step step(GraphBuilder graph, List<Tensor> values, Tensor projected, List<Tensor> states) {
    KerasTensor state = KerasTensor.of(states.get(0), Shape.of(Shape.UNKNOWN).concat(output()));
    Tensor recurrent = new Convolutions(graph).convolve(state, values.get(1), stateWindow, 1);
    Tensor sum = new Arithmetic(graph).add(projected, recurrent);
    return gates.step(graph, sum, states.get(1), List.of());
  }
}
