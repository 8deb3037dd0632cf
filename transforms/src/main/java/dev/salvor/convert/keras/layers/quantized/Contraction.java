package dev.salvor.convert.keras.layers.quantized;

import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;

/** A product of inputs with a kernel that sums over axes of both: of a matrix, of an equation. */
public interface Contraction {

  /** Shape of the kernel, fully known. */
  Shape kernel();

  /** The axes of the kernel that are summed over, in ascending order. */
  int[] summed();

  /** The axes of the inputs that are summed over, in ascending order or -1. */
  int[] inputAxes();

  /** Shape of one scale for each output, which broadcasts with the product. */
  Shape scales();

  /** The product. */
  Tensor times(Tensor x, Tensor kernel);

  /** A tensor that is 1 long along the summed axes of the inputs, to broadcast with the product. */
  Tensor aligned(Tensor scale);

  /** Creates the layer's bias, where it has one: the order of variables is that of the file. */
  void createBias();

  /** How many weights one output is summed from. */
  default int rows() {
    int rows = 1;
    for (int axis : summed()) {
      rows = Math.multiplyExact(rows, Math.toIntExact(kernel().dim(axis)));
    }
    return rows;
  }

  /** How many outputs the kernel has. */
  default int columns() {
    return Math.toIntExact(kernel().elements() / Math.max(1, rows()));
  }
}
