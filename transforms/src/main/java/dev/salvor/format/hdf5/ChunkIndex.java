package dev.salvor.format.hdf5;

import dev.salvor.format.tensor.Shape;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the chunks of one dataset lie.
 *
 * @param shape of the dataset
 * @param chunk shape of a chunk, as many numbers as dimensions
 * @param chunks by the number of the chunk in row-major order of the grid
 */
record ChunkIndex(Shape shape, long[] chunk, Map<Long, Chunk> chunks) {

  /**
   * One chunk.
   *
   * @param size bytes in the file, after filters
   * @param filterMask bit i set: filter i was not applied
   */
  record Chunk(long address, long size, int filterMask) {}

  ChunkIndex {
    chunk = chunk.clone();
    chunks = new HashMap<>(chunks);
  }

  /** Number of chunks along {@code axis}. */
  static long along(Shape shape, long[] chunk, int axis) {
    return (shape.dim(axis) + chunk[axis] - 1) / chunk[axis];
  }

  /** Number of chunks of the whole grid. */
  static long count(Shape shape, long[] chunk) {
    long count = 1;
    for (int axis = 0; axis < shape.rank(); axis++) {
      count = Math.multiplyExact(count, along(shape, chunk, axis));
    }
    return count;
  }

  /** Number of the chunk whose first element is at {@code offset}; empty where it is none. */
  static Optional<Long> number(Shape shape, long[] chunk, long[] offset) {
    long number = 0;
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (offset[axis] < 0 || offset[axis] >= shape.dim(axis) || offset[axis] % chunk[axis] != 0) {
        return Optional.empty();
      }
      number = number * along(shape, chunk, axis) + offset[axis] / chunk[axis];
    }
    return Optional.of(number);
  }

  /** Elements of one chunk. */
  long elements() {
    long elements = 1;
    for (long dim : chunk) {
      elements *= dim;
    }
    return elements;
  }
}
