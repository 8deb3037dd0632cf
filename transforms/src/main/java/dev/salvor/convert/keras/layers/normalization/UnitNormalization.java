package dev.salvor.convert.keras.layers.normalization;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.graph.Tensor;
import java.util.List;

/**
 * Each sample at unit length over {@code axis}. The least length differs: {@code 1e-6} in tf.keras
 * (tf.linalg.l2_normalize), {@code 1e-12} in Keras 3.
 */
public final class UnitNormalization implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    KerasTensor in = call.input();
    int[] axes = Parameters.axes(call, in.shape());
    Arithmetic math = new Arithmetic(call.graph());
    Tensor x = math.cast(in.tensor(), call.computeType());
    Tensor squares = math.sum(math.square(x), true, axes);
    Tensor inverse =
        call.era().major() >= 3
            ? math.min(math.rsqrt(squares), 1e12)
            : math.rsqrt(math.max(squares, 1e-12));
    return call.output(math.mul(x, inverse), in.shape());
  }
}
