package dev.salvor.inspect.graph;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.NodeDef;

/** What runs when certain tensors are asked for: nodes of the graph, and functions they call. */
public final class Reach {
  private static final Set<String> BRANCHES = Set.of("If", "StatelessIf", "Case", "StatelessCase");

  private final ModelGraph graph;
  private final Set<NodeDef> nodes = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<String, Boolean> functions = new LinkedHashMap<>();

  private Reach(ModelGraph graph) {
    this.graph = graph;
  }

  /**
   * Everything that the tensors or nodes {@code fetches} need, up to the tensors {@code feeds},
   * whose producers are not followed. Names that are not in the graph are passed over.
   */
  public static Reach of(ModelGraph graph, Collection<String> fetches, Set<String> feeds) {
    Reach reach = new Reach(graph);
    Deque<NodeDef> open = new ArrayDeque<>();
    for (String fetch : fetches) {
      reach.visit(TensorRef.parse(fetch), feeds, open);
    }
    while (!open.isEmpty()) {
      NodeDef node = open.removeLast();
      node.getInputList().forEach(input -> reach.visit(TensorRef.parse(input), feeds, open));
      reach.callees(node, true);
    }
    return reach;
  }

  private void visit(TensorRef ref, Set<String> feeds, Deque<NodeDef> open) {
    if (ref.control() || !feeds.contains(ref.tensor())) {
      graph.main().node(ref.node()).filter(nodes::add).ifPresent(open::addLast);
    }
  }

  /** This and what the functions of these names run. */
  Reach andFunctions(Collection<String> names) {
    names.forEach(name -> graph.function(name).ifPresent(scope -> enter(scope, true)));
    return this;
  }

  private void callees(NodeDef node, boolean certain) {
    boolean branch = BRANCHES.contains(node.getOp());
    graph.callees(node).forEach(callee -> enter(callee, certain && !branch));
  }

  private void enter(GraphScope root, boolean certain) {
    Deque<GraphScope> open = new ArrayDeque<>();
    Deque<Boolean> openCertain = new ArrayDeque<>();
    open.add(root);
    openCertain.add(certain);
    while (!open.isEmpty()) {
      GraphScope scope = open.removeLast();
      boolean sure = openCertain.removeLast();
      Boolean known = functions.get(scope.name());
      if (known != null && (known || !sure)) {
        continue;
      }
      functions.put(scope.name(), sure);
      for (NodeDef node : scope.nodes()) {
        nodes.add(node);
        boolean branch = BRANCHES.contains(node.getOp());
        for (GraphScope callee : graph.callees(node)) {
          open.addLast(callee);
          openCertain.addLast(sure && !branch);
        }
      }
    }
  }

  public boolean contains(NodeDef node) {
    return nodes.contains(node);
  }

  public boolean containsFunction(String name) {
    return functions.containsKey(name);
  }

  /** Whether a function runs whatever branches are taken. */
  boolean certain(GraphScope scope) {
    return scope.function().isEmpty() || functions.getOrDefault(scope.name(), false);
  }

  /** Names of the functions that are reached. */
  public Set<String> functions() {
    return new HashSet<>(functions.keySet());
  }
}
