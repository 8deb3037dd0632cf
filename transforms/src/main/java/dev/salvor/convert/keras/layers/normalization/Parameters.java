package dev.salvor.convert.keras.layers.normalization;

import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import java.util.stream.IntStream;

/** Axes, shapes and types of the weights of normalization layers. */
final class Parameters {
  private Parameters() {}

  /** The {@code axis} argument, counted from 0; the last axis where there is none. */
  static int[] axes(LayerCall call, Shape input) {
    int[] axes = call.config().has("axis") ? call.config().integers("axis") : new int[] {-1};
    for (int i = 0; i < axes.length; i++) {
      int ragged = call.joinedAxes();
      axes[i] = axes[i] < 0 ? axes[i] + input.rank() : axes[i] - ragged;
      if (axes[i] < (ragged > 0 ? 1 : 0) || axes[i] >= input.rank()) {
        throw call.refused("normalizes " + call.config().node("axis") + " of " + input);
      }
    }
    return axes;
  }

  /** Sizes of {@code axes}. */
  static Shape along(Shape input, int[] axes) {
    return Shape.of(IntStream.of(axes).mapToLong(input::dim).toArray());
  }

  /** {@code input} with 1 for all but {@code axes}. */
  static Shape broadcast(Shape input, int[] axes) {
    Shape shape = Shape.SCALAR;
    for (int i = 0; i < input.rank(); i++) {
      int axis = i;
      shape = shape.append(IntStream.of(axes).anyMatch(a -> a == axis) ? input.dim(axis) : 1);
    }
    return shape;
  }

  /** Statistics are kept and taken in single precision at least. */
  static ElementType type(LayerCall call) {
    ElementType compute = call.computeType();
    return compute == ElementType.FLOAT16 || compute == ElementType.BFLOAT16
        ? ElementType.FLOAT32
        : compute;
  }
}
