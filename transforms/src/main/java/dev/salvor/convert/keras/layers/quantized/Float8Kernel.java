package dev.salvor.convert.keras.layers.quantized;

import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Quantization;
import java.util.List;

/**
 * Inputs and kernel as 8-bit floats, each with a scale that training found. The largest values of
 * past steps and the scale of gradients are kept and act in training only.
 */
final class Float8Kernel implements KernelMode {

  @Override
  public Tensor product(
      LayerCall call, Quantization quantization, Contraction contraction, Tensor x) {
    if (call.config().json().hasNonNull("lora_rank")) {
      throw call.refused("has low-rank factors (LoRA) beside float8, which Keras does not compute");
    }
    Tensor kernel = call.weight("kernel", contraction.kernel().dims());
    contraction.createBias();
    Shape history = Shape.of(quantization.history());
    List<Tensor> scales =
        List.of("inputs", "kernel", "outputs_grad").stream()
            .map(
                name -> {
                  Tensor scale =
                      call.weight(name + "_scale", ElementType.FLOAT32, true, Shape.SCALAR);
                  call.weight(name + "_amax_history", ElementType.FLOAT32, true, history);
                  return scale;
                })
            .toList();
    return contraction.times(
        Float8.rounded(call, x, scales.get(0)), Float8.rounded(call, kernel, scales.get(1)));
  }
}
