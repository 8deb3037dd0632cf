package dev.salvor.convert.keras.layers.quantized;

import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Quantization;

/** The product with a kernel that is kept in one way. */
interface KernelMode {

  /**
   * Creates the variables in the order in which files hold them, the bias among them.
   *
   * @param x in the type that the layer computes in
   * @return in the same type, without bias
   */
  Tensor product(LayerCall call, Quantization quantization, Contraction contraction, Tensor x);
}
