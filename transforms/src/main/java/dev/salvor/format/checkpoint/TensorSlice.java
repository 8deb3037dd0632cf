package dev.salvor.format.checkpoint;

import dev.salvor.format.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A box in a tensor (tensorflow/core/framework/tensor_slice.proto).
 *
 * @param extents one a dimension
 */
record TensorSlice(List<Extent> extents) {
  /** Length of a dimension that is taken whole; its start is 0. */
  static final long FULL = -1;

  record Extent(long start, long length) {}

  TensorSlice {
    extents = List.copyOf(extents);
  }

  static TensorSlice whole(int rank) {
    return new TensorSlice(java.util.Collections.nCopies(rank, new Extent(0, FULL)));
  }

  /** The first element in each dimension. */
  long[] starts() {
    return extents.stream().mapToLong(Extent::start).toArray();
  }

  /** The shape of the box in a tensor of {@code shape}; null where it does not lie in it. */
  @Nullable Shape in(Shape shape) {
    if (extents.size() != shape.rank()) {
      return null;
    }
    Shape box = shape;
    for (int axis = 0; axis < shape.rank(); axis++) {
      Extent extent = extents.get(axis);
      if (extent.length() == FULL && extent.start() == 0) {
        continue;
      }
      if (extent.start() < 0
          || extent.length() < 0
          || extent.start() > shape.dim(axis)
          || extent.length() > shape.dim(axis) - extent.start()) {
        return null;
      }
      box = box.with(axis, extent.length());
    }
    return box;
  }
}
