package dev.salvor.format.pickle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A Python list. */
public final class ListNode implements PickleNode {
  private List<PickleNode> items = List.of();

  public List<PickleNode> items() {
    return Collections.unmodifiableList(items);
  }

  void add(PickleNode item) {
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
