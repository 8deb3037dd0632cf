package dev.salvor.convert.keras.layers.quantized;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Quantization;
import dev.salvor.inspect.keras.architecture.Quantization.Inputs.Rounded;
import java.util.Optional;

/**
 * Two weights a byte along the last axis of the kernel, which is folded into a matrix: as many rows
 * as one output is summed from, whatever its axes mean (keras 3.14 and 3.15). A scale for each
 * column, or for each block of rows in each column, with a zero point. Inputs are rounded only
 * where the layer says so, and not before blocks.
 */
final class Int4Matrix implements KernelMode {

  @Override
  public Tensor product(
      LayerCall call, Quantization quantization, Contraction contraction, Tensor x) {
    int rows = contraction.rows();
    int columns = contraction.columns();
    Arithmetic math = new Arithmetic(call.graph());
    ElementType type = call.computeType();
    Tensor stored = call.weight("kernel", ElementType.INT8, false, packed(contraction));
    contraction.createBias();
    Tensor numbers = Nibbles.unpacked(call.graph(), stored, Shape.of(rows, columns), 1);
    if (quantization.block() > 0) {
      Tensor kernel = blocks(call, rows, columns, quantization.block()).multiplied(call, numbers);
      return contraction.times(x, folded(math, kernel, contraction));
    }
    Optional<Rounded> rounding = RoundedInputs.rounding(quantization, false);
    Tensor scale = call.frozenWeight("kernel_scale", columns);
    if (contraction.scales().equals(Shape.of(columns))) {
      return Integers.product(call, rounding, contraction, x, numbers, scale);
    }
    Tensor kernel = folded(math, math.div(math.cast(numbers, type), scale), contraction);
    if (rounding.isEmpty()) {
      return contraction.times(x, kernel);
    }
    RoundedInputs inputs = RoundedInputs.of(call, rounding.get(), x, contraction.inputAxes());
    Tensor product = contraction.times(inputs.values(), kernel);
    return math.div(product, contraction.aligned(inputs.scale()));
  }

  /** Scales and zero points of a kernel of that many rows and columns. */
  private static Groups blocks(LayerCall call, int rows, int columns, int block) {
    int groups = Groups.count(rows, block);
    Tensor scale = call.frozenWeight("kernel_scale", groups, columns);
    Tensor zero = call.weight("kernel_zero", ElementType.INT8, false, Shape.of(groups, columns));
    return new Groups(scale, zero, call.frozenWeight("g_idx", rows), 0);
  }

  static Shape packed(Contraction contraction) {
    return Nibbles.packed(Shape.of(contraction.rows(), contraction.columns()), 1);
  }

  static Tensor folded(Arithmetic math, Tensor matrix, Contraction contraction) {
    GraphBuilder graph = math.graph();
    return contraction.kernel().rank() == 2 && contraction.kernel().dim(0) == contraction.rows()
        ? matrix
        : graph.apply("Reshape", matrix, Shapes.dynamic(graph, matrix, contraction.kernel()));
  }
}
