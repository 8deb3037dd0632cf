package dev.salvor.convert.keras.layers.recurrent;

import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.recurrent.Sequence.Result;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.FunctionRef;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;

/**
 * The steps of a cell as one StatelessWhile. Its variables: step counter, number of steps, inputs,
 * mask, previous output, list of outputs, then states and weights; those that only some layers need
 * are left out.
 */
final class WhileLoop {
  private final Sequence sequence;
  private final GraphBuilder graph;

  WhileLoop(Sequence sequence, GraphBuilder graph) {
    this.sequence = sequence;
    this.graph = graph;
  }

  /** Positions of the loop's variables. */
  private record Slots(boolean mask, boolean list, int states, int weights) {
    static final int COUNTER = 0;
    static final int LIMIT = 1;
    static final int INPUTS = 2;
    static final int PREVIOUS = 3;

    int maskAt() {
      return 4;
    }

    int listAt() {
      return mask ? 5 : 4;
    }

    int statesAt() {
      return listAt() + (list ? 1 : 0);
    }

    int weightsAt() {
      return statesAt() + states;
    }
  }

  /**
   * @param projected the inputs after {@link Cell#project}, {@code (steps, batch, …)}
   * @param mask {@code (steps, batch)}
   */
  Result run(Tensor projected, @Nullable Tensor mask, List<Tensor> initial) {
    Cell cell = sequence.cell();
    List<Tensor> weights = cell.weights();
    Slots slots = new Slots(mask != null, sequence.every(), initial.size(), weights.size());
    Tensor limit =
        sequence.length() == Shape.UNKNOWN
            ? Shapes.dim(graph, graph.apply("Shape", projected), 0)
            : graph.intScalar(Math.toIntExact(sequence.length()));
    List<Tensor> variables = new ArrayList<>();
    variables.add(graph.intScalar(0));
    variables.add(limit);
    variables.add(projected);
    variables.add(sequence.zeros(graph, projected, cell.output()));
    if (mask != null) {
      variables.add(mask);
    }
    if (sequence.every()) {
      variables.add(
          graph
              .op("TensorListReserve")
              .in(elementShape(graph))
              .in(limit)
              .attr("element_dtype", sequence.type())
              .out());
    }
    variables.addAll(initial);
    variables.addAll(weights);
    List<DataType> types = variables.stream().map(Tensor::dtype).toList();
    FunctionRef cond =
        graph.function(
            "cond",
            types,
            (body, in) -> List.of(body.apply("Less", in.get(Slots.COUNTER), in.get(Slots.LIMIT))));
    FunctionRef body = graph.function("body", types, (inner, in) -> step(inner, in, slots));
    List<Tensor> results =
        graph
            .op("StatelessWhile")
            .in(variables)
            .attr("cond", cond)
            .attr("body", body)
            .hint("_lower_using_switch_merge", AttrValue.newBuilder().setB(true).build())
            .outs();
    Tensor outputs = null;
    if (sequence.every()) {
      outputs =
          graph
              .op("TensorListStack")
              .in(results.get(slots.listAt()))
              .in(elementShape(graph))
              .attr("element_dtype", sequence.type())
              .out();
    }
    return new Result(
        outputs, results.get(Slots.PREVIOUS), results.subList(slots.statesAt(), slots.weightsAt()));
  }

  private List<Tensor> step(GraphBuilder inner, List<Tensor> in, Slots slots) {
    Cell cell = sequence.cell();
    Tensor counter = in.get(Slots.COUNTER);
    Tensor input = at(inner, in.get(Slots.INPUTS), counter);
    List<Tensor> states = in.subList(slots.statesAt(), slots.weightsAt());
    List<Tensor> weights = in.subList(slots.weightsAt(), in.size());
    Cell.Step step = cell.step(inner, weights, input, states);
    if (slots.mask()) {
      Tensor keep = at(inner, in.get(slots.maskAt()), counter);
      step = sequence.masked(inner, step, keep, states, in.get(Slots.PREVIOUS));
    }
    List<Tensor> out = new ArrayList<>(in);
    out.set(Slots.COUNTER, inner.apply("AddV2", counter, inner.intScalar(1)));
    out.set(Slots.PREVIOUS, step.output());
    if (slots.list()) {
      out.set(
          slots.listAt(),
          inner.apply("TensorListSetItem", in.get(slots.listAt()), counter, step.output()));
    }
    for (int i = 0; i < states.size(); i++) {
      out.set(slots.statesAt() + i, step.states().get(i));
    }
    return out;
  }

  private static Tensor at(GraphBuilder inner, Tensor steps, Tensor counter) {
    return inner.apply("GatherV2", steps, counter, inner.intScalar(0));
  }

  private Tensor elementShape(GraphBuilder inner) {
    return inner.ints(Sequence.ints(Shape.of(sequence.batch()).concat(sequence.cell().output())));
  }
}
