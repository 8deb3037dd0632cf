package dev.salvor.format.hdf5;

import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.TensorData;

/** A dataset of an HDF5 file. */
public interface Dataset extends Node {

  /**
   * Element type. Opaque elements take the type that the attribute {@code dtype} names (Keras 3
   * writes bfloat16 so).
   *
   * @throws dev.salvor.finding.ArtifactException where no tensor has such elements
   */
  ElementType type();

  Shape shape();

  /**
   * The values, read when asked for: contiguous ones straight from the file, chunked and filtered
   * ones chunk by chunk with their checksums verified, strings at once.
   *
   * @throws dev.salvor.finding.ArtifactException where type or filters are unknown or the storage
   *     is damaged; damage within a chunk is thrown when it is read
   */
  TensorData data();
}
