package dev.salvor.convert.keras.layers.quantized;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Quantization;
import dev.salvor.inspect.keras.architecture.Quantization.Inputs;
import dev.salvor.inspect.keras.architecture.Quantization.Inputs.Rounded;
import java.util.Optional;

/**
 * Inputs as whole numbers, the largest absolute value along the summed axes being the end of their
 * range (keras 3.15, src/quantizers/quantizers.py, abs_max_quantize).
 *
 * @param values in the type of the inputs
 * @param scale what they were multiplied by, 1 long along these axes
 */
record RoundedInputs(Tensor values, Tensor scale) {

  static RoundedInputs of(LayerCall call, Rounded by, Tensor x, int... axes) {
    Arithmetic math = new Arithmetic(call.graph());
    Tensor largest = math.add(math.reduce("Max", math.abs(x), true, axes), by.epsilon());
    Tensor scale = math.div(call.graph().scalarLike(largest, by.high()), largest);
    Tensor rounded = math.unary("Round", math.mul(x, scale));
    return new RoundedInputs(math.min(math.max(rounded, by.low()), by.high()), scale);
  }

  /** How a layer rounds its inputs; empty where it does not. */
  static Optional<Rounded> rounding(Quantization quantization, boolean byDefault) {
    if (quantization.inputs() instanceof Rounded rounded) {
      return Optional.of(rounded);
    }
    return byDefault && quantization.inputs() instanceof Inputs.Default
        ? Optional.of(Rounded.INT8)
        : Optional.empty();
  }
}
