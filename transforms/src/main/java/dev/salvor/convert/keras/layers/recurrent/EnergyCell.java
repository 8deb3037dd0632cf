package dev.salvor.convert.keras.layers.recurrent;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;

/**
 * A step along a chain of tags by their energies (keras_contrib, layers/crf.py, step): the state is
 * what all tags up to a step come to. Inputs are the energies of a step and behind them what the
 * transition to the next counts, 0 or 1.
 *
 * @param transitions energy of each tag (first axis) before each other, {@code (tags, tags)}
 * @param sums whether energies are summed up as a logarithm, the state being the output; else the
 *     least counts, the output being the tags that it comes from
 */
record EnergyCell(Tensor transitions, int tags, boolean sums) implements Cell {

  @Override
  public CellForm form() {
    return CellForm.alike(List.of(transitions), 1, Shape.of(tags), Shape.of(tags + 1));
  }

  @Override
  public Tensor project(GraphBuilder graph, List<Tensor> weights, Tensor rows) {
    return rows;
  }

  @Override
  public Step step(GraphBuilder graph, List<Tensor> weights, Tensor input, List<Tensor> states) {
    Arithmetic math = new Arithmetic(graph);
    Tensor energies = math.slice(input, new int[] {0, 0}, new int[] {-1, tags});
    Tensor counts = math.slice(input, new int[] {0, tags}, new int[] {-1, 1});
    Tensor moves = math.mul(math.expand(weights.get(0), 0), math.expand(counts, 2));
    Tensor before = states.get(0);
    Tensor ends = sums ? math.sub(energies, before) : math.add(energies, before);
    Tensor paths = math.add(moves, math.expand(ends, 2));
    if (sums) {
      Tensor sum = logarithm(math, math.neg(paths));
      return new Step(sum, List.of(sum));
    }
    Tensor from =
        graph
            .op("ArgMin")
            .in(paths)
            .in(graph.intScalar(1))
            .attr("output_type", ElementType.INT32)
            .out();
    return new Step(math.cast(from, input.type()), List.of(math.reduce("Min", paths, false, 1)));
  }

  /** The logarithm of the sum of exponents along axis 1. */
  private static Tensor logarithm(Arithmetic math, Tensor x) {
    Tensor largest = math.reduce("Max", x, true, 1);
    Tensor sum = math.sum(math.exp(math.sub(x, largest)), false, 1);
    return math.add(math.unary("Log", sum), math.squeeze(largest, 1));
  }
}
