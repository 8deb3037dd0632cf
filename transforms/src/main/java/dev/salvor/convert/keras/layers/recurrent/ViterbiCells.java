package dev.salvor.convert.keras.layers.recurrent;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;

/**
 * The two passes of Viterbi's algorithm as cells (tensorflow_addons 0.23, text/crf.py). Tags are
 * whole numbers in the type of the scores.
 */
final class ViterbiCells {
  private ViterbiCells() {}

  /**
   * Forwards: state are the best scores up to a step, {@code (tags,)}; output are the tags before
   * it that these come from.
   *
   * @param transitions score of each tag (first axis) before each other, {@code (tags, tags)}
   */
  record Forward(Tensor transitions, int tags) implements Cell {

    @Override
    public CellForm form() {
      Shape scores = Shape.of(tags);
      return CellForm.alike(List.of(transitions), 1, scores, scores);
    }

    @Override
    public Tensor project(GraphBuilder graph, List<Tensor> weights, Tensor rows) {
      return rows;
    }

    @Override
    public Step step(GraphBuilder graph, List<Tensor> weights, Tensor scores, List<Tensor> states) {
      Arithmetic math = new Arithmetic(graph);
      Tensor paths = math.add(math.expand(states.get(0), 2), weights.get(0));
      Tensor best = math.add(scores, math.reduce("Max", paths, false, 1));
      Tensor from =
          graph
              .op("ArgMax")
              .in(paths)
              .in(graph.intScalar(1))
              .attr("output_type", ElementType.INT32)
              .out();
      return new Step(math.cast(from, scores.type()), List.of(best));
    }
  }

  /** Backwards: state and output are the tag of a step; input are the tags that lead to each. */
  record Backward(int tags) implements Cell {

    @Override
    public CellForm form() {
      return CellForm.alike(List.of(), 1, Shape.of(1), Shape.of(tags));
    }

    @Override
    public Tensor project(GraphBuilder graph, List<Tensor> weights, Tensor rows) {
      return rows;
    }

    @Override
    public Step step(GraphBuilder graph, List<Tensor> weights, Tensor from, List<Tensor> states) {
      Arithmetic math = new Arithmetic(graph);
      Tensor tag = math.cast(math.squeeze(states.get(0), 1), ElementType.INT32);
      Tensor one = graph.scalarLike(from, 1);
      Tensor zero = graph.scalarLike(from, 0);
      Tensor chosen = graph.op("OneHot").in(tag).in(graph.intScalar(tags)).in(one).in(zero).out();
      Tensor before = math.sum(math.mul(chosen, from), true, 1);
      return new Step(before, List.of(before));
    }
  }
}
