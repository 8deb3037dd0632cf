package dev.salvor.convert.salvage;

import dev.salvor.format.hdf5.Dataset;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.TensorData;
import java.util.List;
import java.util.Optional;

/** A pickled array in the place of an HDF5 dataset; it has no attributes. */
record H5DictDataset(String path, TensorData data) implements Dataset {
  @Override
  public ElementType type() {
    return data.type();
  }

  @Override
  public Shape shape() {
    return data.shape();
  }

  @Override
  public List<String> attributes() {
    return List.of();
  }

  @Override
  public boolean hasAttribute(String name) {
    return false;
  }

  @Override
  public Optional<String> text(String name) {
    return Optional.empty();
  }

  @Override
  public Optional<List<String>> texts(String name) {
    return Optional.empty();
  }

  @Override
  public Optional<Long> number(String name) {
    return Optional.empty();
  }
}
