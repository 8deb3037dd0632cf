package dev.salvor.convert.keras.layers.core;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;

/** {@code cos(x · kernel / scale + bias)} with a random kernel (keras/layers/kernelized.py). */
public final class RandomFourierFeatures implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    LayerConfig config = call.config();
    config.inert("kernel_initializer", "scale");
    KerasTensor x = call.input();
    int units = config.integer("output_dim");
    Tensor kernel =
        call.weight(
            "unscaled_kernel", ElementType.FLOAT32, false, Shape.of(x.shape().dim(-1), units));
    Tensor bias = call.weight("bias", ElementType.FLOAT32, false, Shape.of(units));
    Tensor scale = call.weight("kernel_scale", ElementType.FLOAT32, true, Shape.of(1));
    Arithmetic math = new Arithmetic(call.graph());
    Tensor product = call.graph().apply("MatMul", x.tensor(), math.div(kernel, scale));
    Tensor shifted = call.graph().apply("BiasAdd", product, bias);
    return call.unmasked(math.unary("Cos", shifted), x.shape().with(-1, units));
  }
}
