package dev.salvor.convert.keras.layers.core;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.quantized.Contraction;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;

/**
 * Inputs times a matrix over their last axis. Inputs of rank above 2 are folded into a matrix and
 * unfolded again, which equals the tensordot of keras/layers/core/dense.py.
 *
 * @param input what is multiplied, for its shape
 * @param bias creates the bias
 */
record MatrixContraction(GraphBuilder graph, KerasTensor input, int units, Runnable bias)
    implements Contraction {

  /** The shape of the product. */
  Shape output() {
    return input.shape().with(-1, units);
  }

  @Override
  public Shape kernel() {
    return Shape.of(input.shape().dim(-1), units);
  }

  @Override
  public int[] summed() {
    return new int[] {0};
  }

  @Override
  public int[] inputAxes() {
    return new int[] {-1};
  }

  @Override
  public Shape scales() {
    return Shape.of(units);
  }

  @Override
  public Tensor times(Tensor x, Tensor kernel) {
    if (input.rank() == 2) {
      return graph.apply("MatMul", x, kernel);
    }
    int features = Math.toIntExact(input.shape().dim(-1));
    Tensor rows = graph.apply("Reshape", x, graph.ints(-1, features));
    Tensor folded = graph.apply("MatMul", rows, kernel);
    return graph.apply("Reshape", folded, Shapes.dynamic(graph, input.tensor(), output()));
  }

  @Override
  public Tensor aligned(Tensor scale) {
    return scale;
  }

  @Override
  public void createBias() {
    bias.run();
  }
}
