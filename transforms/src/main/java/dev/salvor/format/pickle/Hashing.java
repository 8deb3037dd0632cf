package dev.salvor.format.pickle;

import dev.salvor.format.pickle.PickleNode.Bytes;
import dev.salvor.format.pickle.PickleNode.Tuple;
import java.util.Set;

/**
 * What Python cannot hash: as a key or as a member of a set it ends the reading with a TypeError.
 */
final class Hashing {
  /** Callables whose results define {@code __eq__} and no {@code __hash__}. */
  private static final Set<String> UNHASHABLE =
      Set.of(
          "builtins.bytearray",
          "builtins.dict",
          "builtins.list",
          "builtins.set",
          "__builtin__.bytearray",
          "__builtin__.dict",
          "__builtin__.list",
          "__builtin__.set",
          "collections.Counter",
          "collections.OrderedDict",
          "collections.defaultdict",
          "collections.deque",
          "numpy.core.multiarray._reconstruct",
          "numpy._core.multiarray._reconstruct",
          "numpy.core.numeric._frombuffer",
          "numpy._core.numeric._frombuffer");

  /** Tuples in tuples that are looked into; genuine keys have one or two. */
  private static final int DEPTH = 64;

  private Hashing() {}

  static boolean refuses(PickleNode node) {
    return refuses(node, DEPTH);
  }

  private static boolean refuses(PickleNode node, int depth) {
    if (node instanceof Tuple tuple) {
      return depth > 0 && tuple.items().stream().anyMatch(item -> refuses(item, depth - 1));
    }
    return node instanceof ListNode
        || node instanceof DictNode
        || (node instanceof SetNode set && !set.frozen())
        || (node instanceof Bytes bytes && bytes.flavor() == Bytes.Flavor.BYTEARRAY)
        || (node instanceof CallNode call
            && call.function().filter(made -> UNHASHABLE.contains(made.qualified())).isPresent());
  }
}
