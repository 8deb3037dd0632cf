package dev.salvor.inspect.pickle.estimator;

import dev.salvor.format.pickle.CallNode;
import dev.salvor.format.pickle.DictNode;
import dev.salvor.format.pickle.PickleNode;
import dev.salvor.format.pickle.PickleNode.Global;
import dev.salvor.format.pickle.PickleValues;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;

/** The classes and functions that nodes name. */
public final class Classes {
  private Classes() {}

  public static Set<String> in(Collection<PickleNode> nodes) {
    Set<String> names = new HashSet<>();
    Set<PickleNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<PickleNode> todo = new ArrayDeque<>(nodes);
    while (!todo.isEmpty()) {
      PickleNode node = todo.pop();
      if (!seen.add(node)) {
        continue;
      }
      if (node instanceof Global global) {
        names.add(global.qualified());
      } else if (node instanceof DictNode dict) {
        todo.addAll(dict.values());
      } else if (node instanceof CallNode call) {
        todo.add(call.callable());
        todo.add(call.args());
        todo.addAll(call.states());
        todo.addAll(call.elements());
      } else {
        PickleValues.sequence(node).ifPresent(todo::addAll);
      }
    }
    return names;
  }
}
