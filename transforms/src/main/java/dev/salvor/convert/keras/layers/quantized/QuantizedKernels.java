package dev.salvor.convert.keras.layers.quantized;

import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Quantization;
import dev.salvor.inspect.keras.architecture.Quantization.Mode;
import java.util.Optional;

/**
 * Products of Dense and EinsumDense by the mode of their policy (keras 3.2 to 3.15,
 * src/layers/core/dense.py and einsum_dense.py, _int8_call and on).
 */
public final class QuantizedKernels {
  private QuantizedKernels() {}

  /** The product of {@code x} with the layer's kernel; empty where its policy names no mode. */
  public static Optional<Tensor> product(LayerCall call, Contraction contraction, Tensor x) {
    return Quantization.of(call.config())
        .map(
            quantization -> {
              noted(call);
              Tensor product =
                  mode(quantization.mode()).product(call, quantization, contraction, x);
              return LowRank.added(call, quantization, contraction, x, product);
            });
  }

  private static KernelMode mode(Mode mode) {
    return switch (mode) {
      case INT8 -> new Int8Kernel();
      case INT4 -> new Int4Kernel();
      case INT4_MATRIX -> new Int4Matrix();
      case FLOAT8 -> new Float8Kernel();
      case GPTQ -> new CalibratedKernel(false);
      case AWQ -> new CalibratedKernel(true);
    };
  }

  /** The bias as the product's mode adds it: float8 rounds one of float32 to bfloat16. */
  public static Tensor bias(LayerCall call, Tensor bias) {
    return Quantization.of(call.config())
        .filter(quantization -> quantization.mode() == Mode.FLOAT8)
        .filter(quantization -> call.computeType() == ElementType.FLOAT32)
        .map(quantization -> Float8.bfloat(call, bias))
        .orElse(bias);
  }

  static void noted(LayerCall call) {
    call.fix(
        "keras3/dequantized",
        "Weights in few bits were kept; the graph multiplies them out at every call, as Keras.");
  }
}
