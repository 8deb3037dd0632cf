package dev.salvor.convert.keras.layers.quantized;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Quantization.Inputs.Rounded;
import java.util.Optional;

/**
 * Products of whole numbers, divided by the scales of both sides afterwards. They are summed in
 * float32, which is exact for up to a thousand inputs; in bfloat16 it would not be.
 */
final class Integers {
  private Integers() {}

  /**
   * @param kernel whole numbers of any type, in the shape of the contraction
   * @param scale one for each output
   */
  static Tensor product(
      LayerCall call,
      Optional<Rounded> rounding,
      Contraction contraction,
      Tensor x,
      Tensor kernel,
      Tensor scale) {
    Arithmetic math = new Arithmetic(call.graph());
    ElementType type = call.computeType();
    if (rounding.isEmpty()) {
      return math.div(contraction.times(x, math.cast(kernel, type)), scale);
    }
    RoundedInputs inputs = RoundedInputs.of(call, rounding.get(), x, contraction.inputAxes());
    ElementType wide = type == ElementType.FLOAT64 ? type : ElementType.FLOAT32;
    Tensor product = contraction.times(math.cast(inputs.values(), wide), math.cast(kernel, wide));
    Tensor scales = math.mul(contraction.aligned(inputs.scale()), scale);
    return math.div(math.cast(product, type), scales);
  }
}
