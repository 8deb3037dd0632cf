package dev.salvor.format.pickle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A Python list. */
public final class ListNode implements PickleNode {
  private List<PickleNode> items = List.of();
  private long changedAt;

  public List<PickleNode> items() {
    return Collections.unmodifiableList(items);
  }

  /** Offset of the last opcode that added to it. */
  long changedAt() {
    return changedAt;
  }

  void add(PickleNode item, long offset) {
    changedAt = offset;
    if (items.isEmpty()) {
      items = new ArrayList<>(4);
    }
    items.add(item);
  }

  @Override
  public String toString() {
    return PickleText.of(this);
  }
}
