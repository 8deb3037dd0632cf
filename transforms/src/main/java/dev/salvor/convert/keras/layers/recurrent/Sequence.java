package dev.salvor.convert.keras.layers.recurrent;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cell stepped over a sequence: step by step where there are few steps and their number is known,
 * else in a loop.
 *
 * @param batch number of samples, {@link Shape#UNKNOWN} where only the run knows it
 * @param length number of steps, likewise
 * @param type what the layer computes in
 * @param every whether the output of every step is wanted
 */
record Sequence(
    Cell cell, long batch, long length, ElementType type, MaskedSteps masked, boolean every) {
  private static final int UNROLLED = 8;

  /**
   * What came out.
   *
   * @param outputs of all steps, time first; null where they were not wanted
   * @param last output of the last step
   * @param states after the last step
   */
  record Result(@Nullable Tensor outputs, Tensor last, List<Tensor> states) {}

  /**
   * @param x inputs {@code (steps, batch, …)}, in the order to be stepped
   * @param mask {@code (steps, batch)}, bool; null where nothing is masked
   * @param given the states before the first step; none for zeros
   */
  Result run(GraphBuilder graph, Tensor x, @Nullable Tensor mask, List<Tensor> given) {
    Tensor projected = project(graph, x);
    List<Tensor> initial = given;
    if (given.isEmpty()) {
      initial = cell.states().stream().map(state -> zeros(graph, projected, state)).toList();
    }
    boolean few = length != Shape.UNKNOWN && length > 0 && length <= UNROLLED;
    return few
        ? unrolled(graph, projected, mask, initial)
        : new WhileLoop(this, graph).run(projected, mask, initial);
  }

  /**
   * The outputs of all steps with zeros where {@code keep}, {@code (steps, batch)}, does not hold.
   */
  Result zeroed(GraphBuilder graph, Result result, Tensor keep) {
    if (result.outputs() == null) {
      return result;
    }
    Arithmetic math = new Arithmetic(graph);
    Tensor flags = keep;
    for (int i = 0; i < cell.output().rank(); i++) {
      flags = math.expand(flags, -1);
    }
    Tensor zero = graph.scalarLike(result.outputs(), 0);
    Tensor outputs = math.where(flags, result.outputs(), zero);
    return new Result(outputs, result.last(), result.states());
  }

  /** Steps and samples are folded into one axis and unfolded again. */
  private Tensor project(GraphBuilder graph, Tensor x) {
    Tensor rows = graph.apply("Reshape", x, dims(graph, graph.ints(-1), x, 2));
    Tensor result = cell.project(graph, cell.weights(), rows);
    Tensor front =
        length == Shape.UNKNOWN || batch == Shape.UNKNOWN
            ? graph.apply("Slice", graph.apply("Shape", x), graph.ints(0), graph.ints(2))
            : graph.ints((int) length, (int) batch);
    return graph.apply("Reshape", result, dims(graph, front, result, 1));
  }

  /** {@code front} followed by the dimensions of {@code like} from {@code axis} on. */
  private static Tensor dims(GraphBuilder graph, Tensor front, Tensor like, int axis) {
    Tensor rest =
        graph
            .op("StridedSlice")
            .in(graph.apply("Shape", like))
            .in(graph.ints(axis))
            .in(graph.ints(0))
            .in(graph.ints(1))
            .attr("end_mask", 1)
            .out();
    return graph.op("ConcatV2").in(List.of(front, rest)).in(graph.intScalar(0)).out();
  }

  private Result unrolled(
      GraphBuilder graph, Tensor projected, @Nullable Tensor mask, List<Tensor> initial) {
    List<Tensor> inputs = unstack(graph, projected);
    List<Tensor> masks = mask == null ? List.of() : unstack(graph, mask);
    List<Tensor> outputs = new ArrayList<>();
    List<Tensor> states = initial;
    Tensor previous = null;
    for (int i = 0; i < inputs.size(); i++) {
      Cell.Step step = cell.step(graph, cell.weights(), inputs.get(i), states);
      if (mask != null) {
        Tensor before = previous == null ? graph.apply("ZerosLike", step.output()) : previous;
        step = masked(graph, step, masks.get(i), states, before);
      }
      previous = step.output();
      states = step.states();
      outputs.add(previous);
    }
    Tensor stacked = every ? graph.op("Pack").in(outputs).attr("axis", 0).out() : null;
    return new Result(stacked, outputs.get(outputs.size() - 1), states);
  }

  private List<Tensor> unstack(GraphBuilder graph, Tensor x) {
    return graph.op("Unpack").in(x).attr("num", (int) length).attr("axis", 0).outs();
  }

  /**
   * A step of which some samples are masked.
   *
   * @param keep which samples count, {@code (batch,)}
   * @param states before the step
   * @param previous output of the step before
   */
  Cell.Step masked(
      GraphBuilder graph, Cell.Step step, Tensor keep, List<Tensor> states, Tensor previous) {
    Arithmetic math = new Arithmetic(graph);
    Tensor instead =
        switch (masked) {
          case ZEROS -> graph.apply("ZerosLike", step.output());
          case PREVIOUS_OUTPUT, ZEROS_UNTURNED -> previous;
          case FIRST_STATE -> states.get(0);
        };
    Tensor output = math.where(expand(math, keep, cell.output()), step.output(), instead);
    List<Tensor> kept = new ArrayList<>();
    for (int i = 0; i < states.size(); i++) {
      Tensor flags = expand(math, keep, cell.states().get(i));
      kept.add(math.where(flags, step.states().get(i), states.get(i)));
    }
    return new Cell.Step(output, kept);
  }

  private static Tensor expand(Arithmetic math, Tensor keep, Shape features) {
    int[] dims = new int[features.rank() + 1];
    java.util.Arrays.fill(dims, 1);
    dims[0] = -1;
    return math.reshape(keep, dims);
  }

  /**
   * Zeros of {@code (batch, …features)}.
   *
   * @param projected {@code (steps, batch, …)}, from which sizes that are not known are read
   */
  Tensor zeros(GraphBuilder graph, Tensor projected, Shape features) {
    Shape shape = Shape.of(batch).concat(features);
    Tensor dims;
    if (shape.fullyKnown()) {
      dims = graph.ints(ints(shape));
    } else {
      Tensor actual = graph.apply("Shape", projected);
      List<Tensor> parts = new ArrayList<>();
      for (int axis = 0; axis < shape.rank(); axis++) {
        parts.add(
            shape.known(axis)
                ? graph.intScalar(Math.toIntExact(shape.dim(axis)))
                : Shapes.dim(graph, actual, axis + 1));
      }
      dims = graph.op("Pack").in(parts).out();
    }
    return graph.apply("Fill", dims, graph.scalar(type, 0));
  }

  static int[] ints(Shape shape) {
    return java.util.Arrays.stream(shape.dims()).mapToInt(Math::toIntExact).toArray();
  }
}
