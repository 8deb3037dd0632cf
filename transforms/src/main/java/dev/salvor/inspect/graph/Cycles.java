package dev.salvor.inspect.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.NodeDef;

/** Cycles in graphs: legal only through NextIteration into Merge, and never among calls. */
final class Cycles {
  private Cycles() {}

  /** The names along a cycle, the first again at the end; empty where there is none. */
  static Optional<List<String>> find(GraphScope scope) {
    Map<String, Collection<String>> edges = new LinkedHashMap<>();
    for (NodeDef node : scope.nodes()) {
      boolean merge = node.getOp().equals("Merge") || node.getOp().equals("RefMerge");
      List<String> inputs = new ArrayList<>(node.getInputCount());
      for (String input : node.getInputList()) {
        String producer = TensorRef.parse(input).node();
        if (!merge || !scope.node(producer).map(Cycles::closesLoop).orElse(false)) {
          inputs.add(producer);
        }
      }
      edges.put(node.getName(), inputs);
    }
    return find(edges);
  }

  /** The functions along a cycle of calls; empty where there is none. */
  static Optional<List<String>> ofCalls(ModelGraph graph) {
    Map<String, Collection<String>> edges = new LinkedHashMap<>();
    for (GraphScope scope : graph.scopes()) {
      Set<String> callees = new LinkedHashSet<>();
      for (NodeDef node : scope.nodes()) {
        graph.callees(node).forEach(callee -> callees.add(callee.name()));
      }
      edges.put(scope.name(), callees);
    }
    return find(edges);
  }

  private static boolean closesLoop(NodeDef node) {
    return node.getOp().equals("NextIteration") || node.getOp().equals("RefNextIteration");
  }

  /** Depth-first with its own stack: a graph may be deeper than the thread's. */
  private static Optional<List<String>> find(Map<String, Collection<String>> edges) {
    Map<String, Boolean> done = new HashMap<>(edges.size() * 2);
    for (String start : edges.keySet()) {
      if (done.containsKey(start)) {
        continue;
      }
      Deque<String> path = new ArrayDeque<>();
      Deque<Iterator<String>> open = new ArrayDeque<>();
      path.addLast(start);
      open.addLast(edges.getOrDefault(start, List.of()).iterator());
      done.put(start, false);
      while (!open.isEmpty()) {
        Iterator<String> next = open.getLast();
        if (!next.hasNext()) {
          open.removeLast();
          done.put(path.removeLast(), true);
          continue;
        }
        String producer = next.next();
        Boolean state = done.get(producer);
        if (state == null) {
          done.put(producer, false);
          path.addLast(producer);
          open.addLast(edges.getOrDefault(producer, List.of()).iterator());
        } else if (!state) {
          return Optional.of(loop(path, producer));
        }
      }
    }
    return Optional.empty();
  }

  /** From the consumer's side back to front: in the direction the data flows. */
  private static List<String> loop(Deque<String> path, String closing) {
    List<String> loop = new ArrayList<>();
    loop.add(closing);
    for (Iterator<String> back = path.descendingIterator(); back.hasNext(); ) {
      String name = back.next();
      loop.add(name);
      if (name.equals(closing) || loop.size() > 12) {
        break;
      }
    }
    return loop;
  }
}
