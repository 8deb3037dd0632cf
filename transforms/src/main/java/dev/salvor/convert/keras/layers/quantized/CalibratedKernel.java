package dev.salvor.convert.keras.layers.quantized;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Quantization;

/**
 * The kernel as a matrix of whole numbers, an output a row, in groups with a scale and a zero point
 * each: GPTQ (keras 3.12 to 3.15) and AWQ (3.14 and 3.15), which divides each input's weights by a
 * scale besides. Numbers of 4 bits are two a byte. Inputs are not rounded.
 */
record CalibratedKernel(boolean scaledInputs) implements KernelMode {

  @Override
  public Tensor product(
      LayerCall call, Quantization quantization, Contraction contraction, Tensor x) {
    Shape shape = contraction.kernel();
    int inputs = inputs(call, shape);
    int outputs = Math.toIntExact(shape.elements() / inputs);
    Shape numbers = Shape.of(outputs, inputs);
    boolean halves = quantization.bits() == 4;
    contraction.createBias();
    Tensor stored =
        call.weight(
            "kernel", ElementType.UINT8, false, halves ? Nibbles.packed(numbers, 0) : numbers);
    int groups = Groups.count(inputs, quantization.block());
    Tensor scale = call.frozenWeight("kernel_scale", outputs, groups);
    Tensor zero = call.weight("kernel_zero", ElementType.UINT8, false, Shape.of(outputs, groups));
    Arithmetic math = new Arithmetic(call.graph());
    Tensor perInput =
        scaledInputs ? math.expand(call.frozenWeight("awq_scales", inputs), -1) : null;
    Groups map = new Groups(scale, zero, call.frozenWeight("g_idx", inputs), 1);
    Tensor matrix =
        map.multiplied(call, halves ? Nibbles.unpacked(call.graph(), stored, numbers, 0) : stored);
    Tensor kernel = math.transpose(matrix, 1, 0);
    if (perInput != null) {
      kernel = math.div(kernel, perInput);
    }
    if (shape.rank() != 2) {
      kernel = call.graph().apply("Reshape", kernel, Shapes.dynamic(call.graph(), kernel, shape));
    }
    return contraction.times(x, kernel);
  }

  /**
   * How many rows the kernel is folded to: of three axes the longest, the first of several, is
   * taken for that of the model (keras 3.15, src/layers/core/einsum_dense.py, _gptq_build).
   */
  private static int inputs(LayerCall call, Shape kernel) {
    long inputs =
        switch (kernel.rank()) {
          case 2 -> kernel.dim(0);
          case 3 ->
              kernel.dim(0) >= Math.max(kernel.dim(1), kernel.dim(2))
                  ? kernel.dim(0)
                  : kernel.dim(0) * kernel.dim(1);
          default -> throw call.refused("keeps a kernel of " + kernel + " by GPTQ or AWQ");
        };
    return Math.toIntExact(inputs);
  }
}
