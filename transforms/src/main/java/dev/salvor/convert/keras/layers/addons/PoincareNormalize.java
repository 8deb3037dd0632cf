package dev.salvor.convert.keras.layers.addons;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.graph.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Brought inside the unit ball, {@code x * min((1 - epsilon) / |x|, 1)}; over all axes, the batch
 * too, where {@code axis} is none (tensorflow_addons 0.23, layers/poincare.py).
 */
public final class PoincareNormalize implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    KerasTensor x = call.input();
    boolean all = call.config().json().has("axis") && !call.config().has("axis");
    int[] axes = all ? IntStream.range(0, x.rank()).toArray() : axes(call, x);
    double epsilon = call.config().number("epsilon", 1e-5);
    Arithmetic math = new Arithmetic(call.graph());
    Tensor squares = math.sum(math.square(x.tensor()), true, axes);
    Tensor scale = math.min(math.mul(math.rsqrt(squares), 1 - epsilon), 1);
    return call.unmasked(math.mul(x.tensor(), scale), x.shape());
  }

  private static int[] axes(LayerCall call, KerasTensor x) {
    int[] given = call.config().has("axis") ? call.config().integers("axis") : new int[] {1};
    for (int axis : given) {
      if (axis < -x.rank() || axis >= x.rank()) {
        throw call.refused("has axis " + axis + " for an input " + x.shape());
      }
    }
    return given;
  }
}
