package dev.salvor.convert.keras.layers.addons;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.graph.Tensor;
import java.util.List;

/**
 * {@code x0 * (x W + diag_scale x) + x + b}, W whole or a product of two narrow matrices
 * (tensorflow_addons 0.23, layers/polynomial.py).
 */
public final class PolynomialCrossing implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    List<KerasTensor> inputs = call.inputs();
    if (inputs.size() != 2) {
      throw call.refused("is called with " + inputs.size() + " inputs");
    }
    Tensor first = inputs.get(0).tensor();
    KerasTensor x = inputs.get(1);
    long width = x.shape().dim(-1);
    Arithmetic math = new Arithmetic(call.graph());
    Tensor product;
    if (call.config().has("projection_dim")) {
      long narrow = call.config().integer("projection_dim");
      product = math.matmul(x.tensor(), call.weight("kernel_u", width, narrow));
      product = math.matmul(product, call.weight("kernel_v", narrow, width));
    } else {
      product = math.matmul(x.tensor(), call.weight("kernel", width, width));
    }
    double diagonal = call.config().number("diag_scale", 0);
    if (diagonal != 0) {
      product = math.add(product, math.mul(x.tensor(), diagonal));
    }
    Tensor crossed = math.add(math.mul(first, product), x.tensor());
    if (call.config().flag("use_bias", true)) {
      crossed = math.add(crossed, call.weight("bias", width));
    }
    return call.output(crossed, inputs.get(0).shape());
  }
}
