package dev.salvor.format.hdf5;

import java.util.List;
import java.util.Optional;

/** A group of an HDF5 file. */
public interface Group extends Node {

  /** Names of the children in the order of the file's index (by name, or by creation). */
  List<String> children();

  /**
   * The group at {@code path} below this one; {@code path} may contain {@code /}. Empty where there
   * is nothing, or a dataset. Soft links are followed within the file.
   */
  Optional<Group> group(String path);

  /** The dataset at {@code path} below this one; empty where there is nothing, or a group. */
  Optional<Dataset> dataset(String path);
}
