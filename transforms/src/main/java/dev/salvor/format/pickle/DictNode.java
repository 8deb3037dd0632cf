package dev.salvor.format.pickle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A Python dictionary as the stream fills it; of a repeated key the last value holds. */
public final class DictNode implements PickleNode {
  private static final int KEY_LIMIT = 1 << 12;

  private final List<PickleNode> keys = new ArrayList<>(4);
  private final List<PickleNode> values = new ArrayList<>(4);
  private long changedAt;

  public List<PickleNode> keys() {
    return Collections.unmodifiableList(keys);
  }

  /** The value of each of the {@link #keys}. */
  public List<PickleNode> values() {
    return Collections.unmodifiableList(values);
  }

  public int size() {
    return keys.size();
  }

  /** The value whose key is the string {@code key}. */
  public Optional<PickleNode> value(String key) {
    for (int i = keys.size() - 1; i >= 0; i--) {
      if (keyAt(i).filter(key::equals).isPresent()) {
        return Optional.of(values.get(i));
      }
    }
    return Optional.empty();
  }

  /** Key {@code index} where it is a string. */
  public Optional<String> keyAt(int index) {
    return PickleValues.text(keys.get(index), KEY_LIMIT);
  }

  /** Offset of the last opcode that put something into it. */
  long changedAt() {
    return changedAt;
  }

  void put(PickleNode key, PickleNode value, long offset) {
    changedAt = offset;
    keys.add(key);
    values.add(value);
  }

  @Override
  public String toString() {
    return PickleText.of(this);
  }
}
