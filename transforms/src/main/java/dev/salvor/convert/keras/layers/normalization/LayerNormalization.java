package dev.salvor.convert.keras.layers.normalization;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.RaggedInputs;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;

/**
 * Normalization of each sample over {@code axis}. With {@code rms_scaling} (Keras 3) the mean is
 * not taken out and there is no beta; the scale is that of the variance nevertheless.
 */
public final class LayerNormalization implements LayerConverter {

  @Override
  public RaggedInputs ragged(LayerConfig config) {
    return RaggedInputs.FLAT;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    LayerConfig config = call.config();
    KerasTensor in = call.input();
    int[] axes = Parameters.axes(call, in.shape());
    boolean rms = config.flag("rms_scaling", unsaidRms(call));
    double epsilon = config.number("epsilon", 1e-3);
    Tensor gamma = config.flag("scale", true) || rms ? read(call, "gamma", in.shape(), axes) : null;
    Tensor beta = config.flag("center", true) && !rms ? read(call, "beta", in.shape(), axes) : null;
    Arithmetic math = new Arithmetic(call.graph());
    Tensor x = math.cast(in.tensor(), Parameters.type(call));
    Moments moments = Moments.of(math, x, axes);
    Tensor result;
    if (rms) {
      result = math.mul(x, math.rsqrt(math.add(moments.variance(), epsilon)));
      result = gamma == null ? result : math.mul(result, gamma);
    } else {
      result = moments.normalize(math, x, epsilon, gamma, beta);
    }
    return call.output(math.cast(result, call.computeType()), in.shape());
  }

  /** Keras before 3.6 does not store rms_scaling: it shows by the offset that is not there. */
  private static boolean unsaidRms(LayerCall call) {
    LayerConfig config = call.config();
    boolean both = config.flag("scale", true) && config.flag("center", true);
    return call.era().major() >= 3
        && both
        && call.stored().map(arrays -> arrays.size() == 1).orElse(false);
  }

  private static Tensor read(LayerCall call, String name, Shape input, int[] axes) {
    Tensor value = call.weight(name, Parameters.type(call), true, Parameters.along(input, axes));
    boolean last = axes.length == 1 && axes[0] == input.rank() - 1;
    return last
        ? value
        : new Arithmetic(call.graph()).reshape(value, value, Parameters.broadcast(input, axes));
  }
}
