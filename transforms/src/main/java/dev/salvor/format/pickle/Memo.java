package dev.salvor.format.pickle;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects by memo key. Keys of genuine writers are dense; others are kept all the same. */
final class Memo {
  private @Nullable PickleNode[] dense = new PickleNode[64];
  private final Map<Long, PickleNode> sparse = new HashMap<>();
  private int count;
  private long highest = -1;

  /** Number of keys: the key that MEMOIZE takes. */
  int count() {
    return count;
  }

  /** Stores; false where the key is not above all before. */
  boolean put(long key, PickleNode node) {
    if (key < 2L * count + 1024 && key >= 0) {
      int index = (int) key;
      if (index >= dense.length) {
        dense = Arrays.copyOf(dense, Math.max(index + 1, dense.length * 2));
      }
      if (dense[index] == null && !sparse.containsKey(key)) {
        count++;
      }
      dense[index] = node;
      sparse.remove(key);
    } else if (sparse.put(key, node) == null) {
      count++;
    }
    boolean rising = key > highest;
    highest = Math.max(highest, key);
    return rising;
  }

  @Nullable PickleNode get(long key) {
    PickleNode found = key >= 0 && key < dense.length ? dense[(int) key] : null;
    return found != null ? found : sparse.get(key);
  }
}
