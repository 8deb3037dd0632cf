package dev.salvor.convert.keras.layers.recurrent;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The cell that a search for cells found: eight sums or products of input and state, joined two by
 * two in three layers (tensorflow_addons 0.23, rnn/nas_cell.py).
 */
final class NasCell implements Cell {
  private static final int PARTS = 8;

  /** What each part passes in the first layer; the fourth is a product, the others are sums. */
  private static final List<String> FIRST =
      List.of("Sigmoid", "Relu", "Sigmoid", "Relu", "Tanh", "Sigmoid", "Tanh", "Sigmoid");

  private static final int PRODUCT = 3;

  private final int units;
  private final int outputs;
  private final boolean biased;
  private final boolean projects;
  private final List<Tensor> weights;

  NasCell(LayerCall call, Shape input) {
    if (input.rank() != 1) {
      throw call.refused("takes vectors as steps, the model gives it " + input);
    }
    units = call.config().integer("units");
    projects = call.config().has("projection");
    outputs = projects ? call.config().integer("projection") : units;
    biased = call.config().flag("use_bias", false);
    long width = (long) PARTS * units;
    List<Tensor> values = new ArrayList<>();
    values.add(call.weight("recurrent_kernel", outputs, width));
    values.add(call.weight("kernel", input.dim(0), width));
    if (biased) {
      values.add(call.weight("bias", width));
    }
    if (projects) {
      values.add(call.weight("projection_weights", units, outputs));
    }
    weights = List.copyOf(values);
  }

  @Override
  public List<Tensor> weights() {
    return weights;
  }

  @Override
  public List<Shape> states() {
    return List.of(Shape.of(units), output());
  }

  @Override
  public Shape output() {
    return Shape.of(outputs);
  }

  @Override
  public Shape projected() {
    return Shape.of((long) PARTS * units);
  }

  @Override
  public Tensor project(GraphBuilder graph, List<Tensor> values, Tensor rows) {
    return graph.apply("MatMul", rows, values.get(1));
  }

  @Override
  public Step step(GraphBuilder graph, List<Tensor> values, Tensor projected, List<Tensor> states) {
    Arithmetic math = new Arithmetic(graph);
    Tensor fed = graph.apply("MatMul", states.get(1), values.get(0));
    fed = biased ? graph.apply("BiasAdd", fed, values.get(2)) : fed;
    List<Tensor> inputs = math.split(projected, PARTS, 1);
    List<Tensor> memories = math.split(fed, PARTS, 1);
    List<Tensor> first = new ArrayList<>();
    for (int i = 0; i < PARTS; i++) {
      Tensor joined =
          i == PRODUCT
              ? math.mul(inputs.get(i), memories.get(i))
              : math.add(inputs.get(i), memories.get(i));
      first.add(math.unary(FIRST.get(i), joined));
    }
    Tensor opened = math.unary("Tanh", math.mul(first.get(0), first.get(1)));
    Tensor kept = math.unary("Tanh", math.add(first.get(2), first.get(3)));
    Tensor third = math.unary("Tanh", math.mul(first.get(4), first.get(5)));
    Tensor fourth = math.unary("Sigmoid", math.add(first.get(6), first.get(7)));
    Tensor carried = math.unary("Tanh", math.add(opened, states.get(0)));
    Tensor memory = math.mul(carried, kept);
    Tensor output =
        math.unary("Tanh", math.mul(memory, math.unary("Tanh", math.add(third, fourth))));
    if (projects) {
      output = graph.apply("MatMul", output, values.get(values.size() - 1));
    }
    return new Step(output, List.of(memory, output));
  }
}
