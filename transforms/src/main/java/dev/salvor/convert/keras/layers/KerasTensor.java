package dev.salvor.convert.keras.layers;

import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A tensor between layers. A ragged one is held as TensorFlow holds it: the values of all rows one
 * after the other, and where each row begins (tensorflow/python/ops/ragged/ragged_tensor.py).
 *
 * @param tensor the node output; of a ragged tensor the flat values
 * @param shape static shape as Keras infers it; the rank is always known. That of the ragged
 *     tensor, not of its values
 * @param keptMask the mask that travels with it, bool; null where there is none. Flat as the values
 * @param splits row splits of a ragged tensor, int64, outermost axis first; none of a dense tensor
 */
public record KerasTensor(
    Tensor tensor, Shape shape, @Nullable Tensor keptMask, List<Tensor> splits) {

  public KerasTensor {
    splits = List.copyOf(splits);
  }

  public KerasTensor(Tensor tensor, Shape shape, @Nullable Tensor keptMask) {
    this(tensor, shape, keptMask, List.of());
  }

  public static KerasTensor of(Tensor tensor, Shape shape) {
    return new KerasTensor(tensor, shape, null);
  }

  public Optional<Tensor> mask() {
    return Optional.ofNullable(keptMask);
  }

  public KerasTensor withMask(@Nullable Tensor mask) {
    return new KerasTensor(tensor, shape, mask, splits);
  }

  public boolean ragged() {
    return !splits.isEmpty();
  }

  /** The values of a ragged tensor as a dense one: the batch and all ragged axes are one. */
  public KerasTensor flat() {
    Shape inner = shape.slice(1 + splits.size(), shape.rank());
    return new KerasTensor(tensor, Shape.of(Shape.UNKNOWN).concat(inner), keptMask);
  }

  /** This dense tensor as the flat values of a ragged one with the rows of {@code like}. */
  public KerasTensor inRowsOf(KerasTensor like) {
    Shape outer = like.shape().slice(0, 1 + like.splits().size());
    return new KerasTensor(
        tensor, outer.concat(shape.slice(1, shape.rank())), keptMask, like.splits());
  }

  public ElementType type() {
    return tensor.type();
  }

  public int rank() {
    return shape.rank();
  }
}
