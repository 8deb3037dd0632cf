package dev.salvor.format.hdf5;

import java.util.List;
import java.util.Optional;

/**
 * A group or dataset with its attributes. Reading an attribute may throw {@link
 * dev.salvor.finding.ArtifactException} where the file is damaged or holds a type that no one
 * taught us.
 */
public interface Node {

  /** Absolute path without a leading slash; the root is the empty string. */
  String path();

  /** Names of all attributes in the order of the file. */
  List<String> attributes();

  boolean hasAttribute(String name);

  /**
   * A scalar (or one-element) string attribute: fixed or variable length, ASCII, UTF-8 or raw
   * bytes. Empty where there is no such attribute.
   */
  Optional<String> text(String name);

  /**
   * An array of strings. Where {@code name} is absent but numbered ones ({@code layer_names0},
   * {@code layer_names1}…) are there they are joined: Keras splits lists above 64,512 bytes (keras
   * 2.3.1, engine/saving.py, save_attributes_to_hdf5_group). An empty array of any type is an empty
   * list.
   */
  Optional<List<String>> texts(String name);

  /** A scalar (or one-element) integer or boolean attribute. */
  Optional<Long> number(String name);
}
