package dev.salvor.finding;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Where something was found. Only the parts that are known are set.
 *
 * @param file path of the file, relative to the input
 * @param offset byte offset in the file, or in the member where one is named
 * @param member member of an archive
 * @param tensor name of a tensor, variable or dataset
 * @param layer path of a Keras layer in its model, {@code model/encoder/dense_1}
 * @param node name of a graph node; in a function {@code function/node}
 */
public record Location(
    @Nullable String file,
    @Nullable Long offset,
    @Nullable String member,
    @Nullable String tensor,
    @Nullable String layer,
    @Nullable String node)
    implements Serializable {

  public static final Location NONE = new Location(null, null, null, null, null, null);

  public static Location file(String file) {
    return new Location(file, null, null, null, null, null);
  }

  public static Location offset(long offset) {
    return new Location(null, offset, null, null, null, null);
  }

  public static Location member(String member) {
    return new Location(null, null, member, null, null, null);
  }

  public static Location tensor(String tensor) {
    return new Location(null, null, null, tensor, null, null);
  }

  public static Location layer(String layer) {
    return new Location(null, null, null, null, layer, null);
  }

  public static Location node(String node) {
    return new Location(null, null, null, null, null, node);
  }

  /** This location inside {@code name}, where no file is known yet. */
  public Location inFile(String name) {
    return file == null ? new Location(name, offset, member, tensor, layer, node) : this;
  }

  /** This location at byte {@code at}. */
  public Location at(long at) {
    return new Location(file, at, member, tensor, layer, node);
  }
}
