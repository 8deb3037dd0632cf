package dev.salvor.convert.keras.layers.quantized;

import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Quantization;
import java.util.List;

/**
 * Two weights a byte along the first axis that is summed over, a scale for each output (keras 3.11
 * to 3.13). A layer that Keras 3.14 was given the same policy for, by its name, keeps its kernel as
 * {@link Int4Matrix} does, which shows in the file only.
 */
final class Int4Kernel implements KernelMode {

  @Override
  public Tensor product(
      LayerCall call, Quantization quantization, Contraction contraction, Tensor x) {
    int[] summed = contraction.summed();
    int axis = summed.length == 0 ? 0 : summed[0];
    Shape shape = contraction.kernel();
    Shape packed = Nibbles.packed(shape, axis);
    List<Shape> stored = call.stored().orElse(List.of());
    if (!stored.contains(packed) && stored.contains(Int4Matrix.packed(contraction))) {
      return new Int4Matrix().product(call, quantization, contraction, x);
    }
    Tensor kernel = call.weight("kernel", ElementType.INT8, false, packed);
    contraction.createBias();
    Tensor scale = call.frozenWeight("kernel_scale", contraction.scales().dims());
    return Integers.product(
        call,
        RoundedInputs.rounding(quantization, true),
        contraction,
        x,
        Nibbles.unpacked(call.graph(), kernel, shape, axis),
        scale);
  }
}
