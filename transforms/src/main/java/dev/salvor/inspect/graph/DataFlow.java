package dev.salvor.inspect.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.tensorflow.proto.NodeDef;

/** Which nodes of a graph depend on the values of which, by index; shapes are no values. */
final class DataFlow {
  private static final Set<String> SHAPES = Set.of("Shape", "ShapeN", "Size", "Rank");

  private final List<NodeDef> nodes;
  private final Map<String, Integer> index = new HashMap<>();
  private final List<List<Integer>> producers = new ArrayList<>();
  private final List<List<Integer>> consumers = new ArrayList<>();

  DataFlow(GraphScope scope) {
    this.nodes = scope.nodes();
    for (int i = 0; i < nodes.size(); i++) {
      index.putIfAbsent(nodes.get(i).getName(), i);
      consumers.add(new ArrayList<>());
    }
    for (int i = 0; i < nodes.size(); i++) {
      List<Integer> own = new ArrayList<>();
      for (String input : nodes.get(i).getInputList()) {
        Integer from = input.startsWith("^") ? null : index.get(TensorRef.parse(input).node());
        if (from != null) {
          own.add(from);
          consumers.get(from).add(i);
        }
      }
      producers.add(own);
    }
  }

  int size() {
    return nodes.size();
  }

  NodeDef node(int i) {
    return nodes.get(i);
  }

  List<Integer> producers(int i) {
    return producers.get(i);
  }

  List<Integer> consumers(int i) {
    return consumers.get(i);
  }

  /** All nodes whose values depend on those of {@code from}, which are included. */
  BitSet dependents(Collection<Integer> from, IntPredicate closed) {
    return closure(from, i -> closed.test(i) || SHAPES.contains(nodes.get(i).getOp()));
  }

  /** The same, and what depends only on their shapes; the ops that take shapes are left out. */
  BitSet dependentsOrShaped(Collection<Integer> from, IntPredicate closed) {
    BitSet reached = closure(from, closed);
    for (int i = reached.nextSetBit(0); i >= 0; i = reached.nextSetBit(i + 1)) {
      if (SHAPES.contains(nodes.get(i).getOp()) && consumers.get(i).isEmpty()) {
        reached.clear(i);
      }
    }
    return reached;
  }

  private BitSet closure(Collection<Integer> from, IntPredicate closed) {
    BitSet reached = new BitSet(nodes.size());
    Deque<Integer> open = new ArrayDeque<>();
    for (int start : from) {
      reached.set(start);
      open.add(start);
    }
    while (!open.isEmpty()) {
      for (int next : consumers.get(open.removeLast())) {
        if (!reached.get(next) && !closed.test(next)) {
          reached.set(next);
          open.add(next);
        }
      }
    }
    return reached;
  }
}
