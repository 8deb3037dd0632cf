package dev.salvor.convert.keras.layers.addons;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * BatchRenormalization of keras-contrib: batch normalization where nothing is trained. What it
 * stores as {@code running_std} is the variance. Keras 2.3 keeps the limits of training, {@code
 * r_max}, {@code d_max} and {@code t}, among the weights (keras_contrib layers/normalization.py;
 * keras 2.3.1 engine/base_layer.py, {@code __setattr__}).
 */
public final class BatchRenormalization implements LayerConverter {
  private static final List<String> LIMITS = List.of("r_max", "d_max", "t");
  private static final int WITH_LIMITS = 7;

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    call.config().inert("momentum", "r_max_value", "d_max_value", "t_delta");
    KerasTensor x = call.input();
    int axis = call.config().integer("axis", -1);
    long size = x.shape().dim(-1);
    if (axis != -1 || size == Shape.UNKNOWN) {
      throw call.refused("has axis " + axis + " for an input " + x.shape());
    }
    if (!call.config().flag("scale", true) || !call.config().flag("center", true)) {
      throw call.refused("does not both scale and center, which its package cannot compute");
    }
    Tensor gamma = call.weight("gamma", size);
    Tensor beta = call.weight("beta", size);
    if (tracked(call)) {
      LIMITS.forEach(call::weight);
    }
    Tensor mean = call.frozenWeight("running_mean", size);
    Tensor variance = call.frozenWeight("running_std", size);
    Arithmetic math = new Arithmetic(call.graph());
    double epsilon = call.config().number("epsilon", 1e-3);
    Tensor scale = math.mul(math.rsqrt(math.add(variance, epsilon)), gamma);
    Tensor offset = math.sub(beta, math.mul(mean, scale));
    return call.output(math.add(math.mul(x.tensor(), scale), offset), x.shape());
  }

  private static boolean tracked(LayerCall call) {
    Optional<List<Shape>> stored = call.stored();
    return stored
        .map(shapes -> shapes.size() == WITH_LIMITS)
        .orElseGet(() -> call.era().tfKeras() || call.era().atLeast(2, 3));
  }
}
