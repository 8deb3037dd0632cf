package dev.salvor.format.pickle;

import dev.salvor.format.pickle.PickleFault.Cause;
import dev.salvor.format.pickle.PickleFault.Stop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The stack of the machine with its marks. Python 3.6 and later end with an error where an operand
 * is missing above the last mark; earlier ones go on with what lies below it, or with the mark
 * itself, and so does this.
 */
final class OperandStack {
  private static final int LIMIT = 1 << 22;

  private final PickleCursor cursor;
  private final Trace trace;
  private PickleNode[] nodes = new PickleNode[64];
  private int size;
  private int[] marks = new int[16];
  private int markCount;

  OperandStack(PickleCursor cursor, Trace trace) {
    this.cursor = cursor;
    this.trace = trace;
  }

  private int fence() {
    return markCount == 0 ? 0 : marks[markCount - 1];
  }

  int size() {
    return size;
  }

  /** Everything on it, bottom first. */
  List<PickleNode> nodes() {
    return List.of(Arrays.copyOf(nodes, size));
  }

  int marks() {
    return markCount;
  }

  void push(PickleNode node) {
    if (size == nodes.length) {
      limit(size);
      nodes = Arrays.copyOf(nodes, size * 2);
    }
    nodes[size++] = node;
  }

  void mark() {
    if (markCount == marks.length) {
      limit(markCount);
      marks = Arrays.copyOf(marks, markCount * 2);
    }
    marks[markCount++] = size;
  }

  private void limit(int reached) {
    if (reached >= LIMIT) {
      throw new Stop(Cause.LIMIT, cursor.opcodeAt(), "more than " + LIMIT + " objects are stacked");
    }
  }

  PickleNode pop() {
    PickleNode top = top();
    if (size > 0) {
      nodes[--size] = PickleNode.Constant.NONE;
    } else {
      markCount--;
    }
    return top;
  }

  PickleNode top() {
    if (size <= fence()) {
      if (markCount == 0) {
        throw cursor.malformed("an operand is missing");
      }
      trace.ambiguous(cursor.opcodeAt(), "an operand is missing above the mark");
    }
    return size == 0 ? PickleNode.Constant.NONE : nodes[size - 1];
  }

  /** POP: takes a mark away where one is on top. */
  void discard() {
    if (markCount > 0 && marks[markCount - 1] == size) {
      markCount--;
    } else {
      pop();
    }
  }

  /** All above the last mark, which goes with them. */
  List<PickleNode> popMark() {
    if (markCount == 0) {
      throw cursor.malformed("a mark is missing");
    }
    int from = Math.min(marks[--markCount], size);
    PickleNode[] items = Arrays.copyOfRange(nodes, from, size);
    Arrays.fill(nodes, from, size, PickleNode.Constant.NONE);
    size = from;
    return new ArrayList<>(Arrays.asList(items));
  }
}
