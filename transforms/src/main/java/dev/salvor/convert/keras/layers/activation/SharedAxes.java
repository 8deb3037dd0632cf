package dev.salvor.convert.keras.layers.activation;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * The shape of parameters that are one a unit, or shared along axes. Keras 1 does not store {@code
 * shared_axes}; there the stored array tells (keras 1.2.2 layers/advanced_activations.py).
 */
public final class SharedAxes {
  private SharedAxes() {}

  public static long[] parameterShape(LayerCall call, KerasTensor x) {
    if (call.config().has("shared_axes")) {
      Shape shape = x.shape();
      for (int axis : call.config().integers("shared_axes")) {
        int counted = axis < 0 ? axis + x.rank() : axis;
        if (counted < 1 || counted >= x.rank()) {
          throw call.refused("shares axis " + axis + " of a tensor " + shape);
        }
        shape = shape.with(counted, 1);
      }
      return shape.slice(1, shape.rank()).dims();
    }
    Optional<List<Shape>> stored = call.stored();
    if (call.era().major() == 1 && stored.isPresent() && !stored.get().isEmpty()) {
      Shape first = stored.get().get(0);
      if (first.rank() == x.rank() - 1) {
        return first.dims();
      }
    }
    return x.shape().slice(1, x.rank()).dims();
  }
}
