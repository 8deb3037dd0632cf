package dev.salvor.format.pickle;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * What a loader gave to a call or BUILD is what it held at that moment; a stream that goes on to
 * change it afterwards, by way of the memo, shows a reader of the whole something else.
 */
public final class LaterChanges {
  private static final long BUDGET = 20_000_000;

  private long left = BUDGET;

  /**
   * Whether anything in {@code node} is changed behind byte {@code offset}; also where one stream
   * has had more looked at than any genuine one needs.
   */
  public boolean in(PickleNode node, long offset) {
    Set<PickleNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<PickleNode> todo = new ArrayDeque<>();
    todo.push(node);
    while (!todo.isEmpty()) {
      if (--left < 0) {
        return true;
      }
      PickleNode next = todo.pop();
      if (!seen.add(next)) {
        continue;
      }
      if (next instanceof ListNode list) {
        if (list.changedAt() > offset) {
          return true;
        }
        list.items().forEach(todo::push);
      } else if (next instanceof DictNode dict) {
        if (dict.changedAt() > offset) {
          return true;
        }
        dict.keys().forEach(todo::push);
        dict.values().forEach(todo::push);
      } else if (next instanceof CallNode call) {
        if (call.changedAt() > offset) {
          return true;
        }
        todo.push(call.args());
        call.states().forEach(todo::push);
      } else if (next instanceof PickleNode.Tuple tuple) {
        tuple.items().forEach(todo::push);
      }
    }
    return false;
  }
}
