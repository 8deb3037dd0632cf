package dev.salvor.format.pickle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A Python set or frozenset, in the order of the stream. */
public final class SetNode implements PickleNode {
  private final List<PickleNode> items = new ArrayList<>();
  private final boolean frozen;

  SetNode(boolean frozen) {
    this.frozen = frozen;
  }

  boolean frozen() {
    return frozen;
  }

  public List<PickleNode> items() {
    return Collections.unmodifiableList(items);
  }

  void add(PickleNode item) {
    items.add(item);
  }

  @Override
  public String toString() {
    return PickleText.of(this);
  }
}
