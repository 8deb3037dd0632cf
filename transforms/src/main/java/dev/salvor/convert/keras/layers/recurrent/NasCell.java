package dev.salvor.convert.keras.layers.recurrent;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The cell that a search for cells found: eight sums or products of input and state, joined two by
 * two in three layers (tensorflow_addons 0.23, rnn/nas_cell.py). That of keras-contrib names its
 * activations, activates the projection, has its states in the other order, and adds the bias to
 * what it multiplies on one side or the other, by its implementation (keras_contrib
 * layers/recurrent.py).
 */
final class NasCell implements Cell {
  private static final int PARTS = 8;

  /** The fourth part of the first layer is a product, the others are sums. */
  private static final int PRODUCT = 3;

  /** The second and the fourth part pass relu, whatever the activations are. */
  private static final Set<Integer> RECTIFIED = Set.of(1, PRODUCT);

  /** Parts of the first layer that pass the recurrent activation. */
  private static final Set<Integer> GATES = Set.of(0, 2, 5, 7);

  private final boolean contrib;
  private final boolean biasFirst;
  private final CellFunction activation;
  private final CellFunction gate;
  private final int units;
  private final int outputs;
  private final boolean biased;
  private final boolean projects;
  private final @Nullable CellFunction finish;
  private final CellForm form;

  /**
   * @param contrib whether it is that of keras-contrib
   */
  NasCell(LayerCall call, Shape input, boolean contrib) {
    if (input.rank() != 1) {
      throw call.refused("takes vectors as steps, the model gives it " + input);
    }
    units = call.config().integer("units");
    this.contrib = contrib;
    String projection = contrib ? "projection_units" : "projection";
    projects = call.config().has(projection);
    outputs = projects ? call.config().integer(projection) : units;
    biased = call.config().flag("use_bias", contrib);
    biasFirst = contrib && call.config().integer("implementation", 2) == 1;
    activation = CellFunction.of(call, "activation", Shape.of(units));
    gate = CellFunction.of(call, "recurrent_activation", Shape.of(units));
    finish = contrib ? finish(call, outputs) : null;
    Shape output = Shape.of(outputs);
    Shape memory = Shape.of(units);
    form =
        new CellForm(
            contrib ? contribWeights(call, input.dim(0)) : addonsWeights(call, input.dim(0)),
            contrib ? List.of(output, memory) : List.of(memory, output),
            output,
            Shape.of((long) PARTS * units));
  }

  private static CellFunction finish(LayerCall call, int outputs) {
    call.config().inert("dropout", "recurrent_dropout", "unit_forget_bias");
    if (!call.config().json().has("projection_activation")) {
      throw call.refused("has no projection_activation");
    }
    return CellFunction.of(call, "projection_activation", Shape.of(outputs));
  }

  /** In the order recurrent kernel, kernel, bias, projection. */
  private List<Tensor> addonsWeights(LayerCall call, long features) {
    long width = (long) PARTS * units;
    List<Tensor> values = new ArrayList<>();
    values.add(call.weight("recurrent_kernel", outputs, width));
    values.add(call.weight("kernel", features, width));
    if (biased) {
      values.add(call.weight("bias", width));
    }
    if (projects) {
      values.add(call.weight("projection_weights", units, outputs));
    }
    return List.copyOf(values);
  }

  /** In the same order; the file has the kernel first and the bias last. */
  private List<Tensor> contribWeights(LayerCall call, long features) {
    long width = (long) PARTS * units;
    Tensor kernel = call.weight("kernel", features, width);
    List<Tensor> values = new ArrayList<>();
    values.add(call.weight("recurrent_kernel", outputs, width));
    values.add(kernel);
    List<Tensor> last = new ArrayList<>();
    if (projects) {
      last.add(call.weight("projection_kernel", units, outputs));
    }
    if (biased) {
      values.add(call.weight("bias", width));
    }
    values.addAll(last);
    return List.copyOf(values);
  }

  @Override
  public CellForm form() {
    return form;
  }

  @Override
  public Tensor project(GraphBuilder graph, List<Tensor> values, Tensor rows) {
    return graph.apply("MatMul", rows, values.get(1));
  }

  @Override
  public Step step(GraphBuilder graph, List<Tensor> values, Tensor projected, List<Tensor> states) {
    Arithmetic math = new Arithmetic(graph);
    Tensor fed = graph.apply("MatMul", states.get(contrib ? 0 : 1), values.get(0));
    Tensor given = projected;
    if (biasFirst && biased) {
      given = graph.apply("BiasAdd", given, values.get(2));
    } else if (biased) {
      fed = graph.apply("BiasAdd", fed, values.get(2));
    }
    List<Tensor> inputs = math.split(given, PARTS, 1);
    List<Tensor> memories = math.split(fed, PARTS, 1);
    List<Tensor> first = new ArrayList<>();
    for (int i = 0; i < PARTS; i++) {
      Tensor joined =
          i == PRODUCT
              ? math.mul(inputs.get(i), memories.get(i))
              : math.add(inputs.get(i), memories.get(i));
      CellFunction function = GATES.contains(i) ? gate : activation;
      first.add(RECTIFIED.contains(i) ? math.relu(joined) : function.apply(graph, joined));
    }
    Tensor opened = activation.apply(graph, math.mul(first.get(0), first.get(1)));
    Tensor kept = activation.apply(graph, math.add(first.get(2), first.get(3)));
    Tensor third = activation.apply(graph, math.mul(first.get(4), first.get(5)));
    Tensor fourth = gate.apply(graph, math.add(first.get(6), first.get(7)));
    Tensor before = states.get(contrib ? 1 : 0);
    Tensor memory = math.mul(activation.apply(graph, math.add(opened, before)), kept);
    Tensor last = activation.apply(graph, math.add(third, fourth));
    Tensor output = activation.apply(graph, math.mul(memory, last));
    if (projects) {
      output = graph.apply("MatMul", output, values.get(values.size() - 1));
      output = finish == null ? output : finish.apply(graph, output);
    }
    return new Step(output, contrib ? List.of(output, memory) : List.of(memory, output));
  }
}
