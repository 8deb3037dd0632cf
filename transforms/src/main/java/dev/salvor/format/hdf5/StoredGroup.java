package dev.salvor.format.hdf5;

import java.util.List;
import java.util.Optional;

/** A group as the structure holds it. */
final class StoredGroup extends StoredNode implements Group {
  private final Hdf5Object.Container group;

  StoredGroup(Structure structure, String path, Hdf5Object.Container group) {
    super(structure, path, group);
    this.group = group;
  }

  @Override
  public List<String> children() {
    return List.copyOf(group.links().keySet());
  }

  @Override
  public Optional<Group> group(String below) {
    return structure()
        .find(group, below)
        .filter(Hdf5Object.Container.class::isInstance)
        .map(found -> new StoredGroup(structure(), join(below), (Hdf5Object.Container) found));
  }

  @Override
  public Optional<Dataset> dataset(String below) {
    return structure()
        .find(group, below)
        .filter(Hdf5Object.Data.class::isInstance)
        .map(found -> new StoredDataset(structure(), join(below), (Hdf5Object.Data) found));
  }

  private String join(String below) {
    return path().isEmpty() || below.startsWith("/")
        ? below.replaceFirst("^/+", "")
        : path() + "/" + below;
  }
}
