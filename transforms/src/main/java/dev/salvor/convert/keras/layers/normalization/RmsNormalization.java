package dev.salvor.convert.keras.layers.normalization;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.graph.Tensor;
import java.util.List;

/** {@code x / sqrt(mean(x²) + epsilon) * scale} over {@code axis} (Keras 3.9 and later). */
public final class RmsNormalization implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    KerasTensor in = call.input();
    int[] axes = Parameters.axes(call, in.shape());
    double epsilon = call.config().number("epsilon", 1e-6);
    Arithmetic math = new Arithmetic(call.graph());
    Tensor x = math.cast(in.tensor(), Parameters.type(call));
    Tensor scale =
        call.weight("scale", Parameters.type(call), true, Parameters.along(in.shape(), axes));
    Tensor stretched = math.reshape(scale, scale, Parameters.broadcast(in.shape(), axes));
    Tensor mean = math.mean(math.square(x), true, axes);
    Tensor result = math.mul(math.mul(x, math.rsqrt(math.add(mean, epsilon))), stretched);
    return call.output(math.cast(result, call.computeType()), in.shape());
  }
}
