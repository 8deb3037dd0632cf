package dev.salvor.convert.keras.layers;

import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A tensor between layers.
 *
 * @param tensor the node output
 * @param shape static shape as Keras infers it; the rank is always known
 * @param keptMask the mask that travels with it, bool; null where there is none
 */
public record KerasTensor(Tensor tensor, Shape shape, @Nullable Tensor keptMask) {

  public static KerasTensor of(Tensor tensor, Shape shape) {
    return new KerasTensor(tensor, shape, null);
  }

  public Optional<Tensor> mask() {
    return Optional.ofNullable(keptMask);
  }

  public KerasTensor withMask(@Nullable Tensor mask) {
    return new KerasTensor(tensor, shape, mask);
  }

  public ElementType type() {
    return tensor.type();
  }

  public int rank() {
    return shape.rank();
  }
}
