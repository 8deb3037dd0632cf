package dev.salvor.convert.keras.weights.path;

import dev.salvor.format.hdf5.Dataset;
import dev.salvor.format.hdf5.Group;
import dev.salvor.format.hdf5.Node;
import dev.salvor.format.tensor.TensorData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The groups and arrays of one weights file, or of all shards of one: a group may be in several of
 * them, each with a part of its arrays (keras 3.11, src/saving/saving_lib.py, ShardedH5IOStore).
 */
final class VariableTree {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

  private static final int BUFFER = 1 << 20;

  private final List<Group> roots;

  VariableTree(List<Group> roots) {
    this.roots = roots.stream().map(SlashedGroup::of).toList();
  }

  boolean has(String path) {
    return !groups(path).isEmpty();
  }

  /** Names of the groups below {@code path}. */
  List<String> children(String path) {
    Set<String> names = new LinkedHashSet<>();
    for (Group group : groups(path)) {
      group.children().stream().filter(name -> group.group(name).isPresent()).forEach(names::add);
    }
    return List.copyOf(names);
  }

  /** Names of the arrays in {@code path}, numbered ones in the order of their numbers. */
  List<String> arrays(String path) {
    Set<String> names = new LinkedHashSet<>();
    for (Group group : groups(path)) {
      group.children().stream().filter(name -> group.dataset(name).isPresent()).forEach(names::add);
    }
    List<String> ordered = new ArrayList<>(names);
    ordered.sort(
        (left, right) ->
            numbered(left) && numbered(right)
                ? Integer.compare(Integer.parseInt(left), Integer.parseInt(right))
                : left.compareTo(right));
    return ordered;
  }

  static boolean numbered(String name) {
    return NUMBER.matcher(name).matches();
  }

  Optional<Dataset> array(String path) {
    return roots.stream().map(root -> root.dataset(path)).flatMap(Optional::stream).findFirst();
  }

  /** Whether two arrays hold the same values. */
  boolean same(String left, String right) {
    Dataset one = array(left).orElseThrow();
    Dataset other = array(right).orElseThrow();
    if (one.type() != other.type() || !one.shape().equals(other.shape())) {
      return false;
    }
    TensorData first = one.data();
    TensorData second = other.data();
    int size = first.type().size();
    long elements = first.shape().elements();
    if (size == 0) {
      return false;
    }
    int step = BUFFER / size;
    try {
      for (long at = 0; at < elements; at += step) {
        int count = (int) Math.min(step, elements - at) * size;
        ByteBuffer a = ByteBuffer.allocate(count);
        ByteBuffer b = ByteBuffer.allocate(count);
        first.read(at, a);
        second.read(at, b);
        if (!a.flip().equals(b.flip())) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The name of the layer whose group {@code path} is; Keras 3.6 and later write it. */
  Optional<String> layerName(String path) {
    return groups(path + "/vars").stream()
        .filter(vars -> vars.hasAttribute("name"))
        .map((Node vars) -> vars.text("name"))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** Paths of all arrays at or below {@code path}. */
  List<String> all(String path) {
    List<String> found = new ArrayList<>();
    collect(path, 0, found);
    return found;
  }

  private void collect(String path, int depth, List<String> found) {
    arrays(path).forEach(name -> found.add(join(path, name)));
    if (depth < 100) {
      children(path).forEach(name -> collect(join(path, name), depth + 1, found));
    }
  }

  private List<Group> groups(String path) {
    return roots.stream()
        .map(root -> path.isEmpty() ? Optional.of(root) : root.group(path))
        .flatMap(Optional::stream)
        .toList();
  }

  static String join(String path, String name) {
    return path.isEmpty() ? name : path + "/" + name;
  }
}
