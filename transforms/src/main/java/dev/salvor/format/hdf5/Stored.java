package dev.salvor.format.hdf5;

import java.util.List;

/**
 * How the values of a dataset are stored.
 *
 * @param address of the dataset's header
 * @param filters in the order in which they were applied when writing
 */
record Stored(
    long address, Datatype type, Dataspace space, Storage storage, List<FilterSpec> filters) {

  /** Bytes of all elements; throws {@link ArithmeticException} where no long can tell. */
  long byteSize() {
    return Math.multiplyExact(space.elements(), type.size());
  }
}
