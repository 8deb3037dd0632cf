package dev.salvor.convert.keras.layers.quantized;

import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Quantization;

/** A byte a weight, a scale for each output. */
final class Int8Kernel implements KernelMode {

  @Override
  public Tensor product(
      LayerCall call, Quantization quantization, Contraction contraction, Tensor x) {
    Tensor kernel = call.weight("kernel", ElementType.INT8, false, contraction.kernel());
    contraction.createBias();
    Tensor scale = call.frozenWeight("kernel_scale", contraction.scales().dims());
    return Integers.product(
        call, RoundedInputs.rounding(quantization, true), contraction, x, kernel, scale);
  }
}
