package dev.salvor.convert.graph;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Fix;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.inspect.graph.ModelGraph;
import dev.salvor.inspect.graph.Reach;
import dev.salvor.inspect.graph.RegistryCheck;
import dev.salvor.inspect.graph.TensorRef;
import dev.salvor.target.OpTypes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * Cuts the part out of a graph that its outputs need, down to its inputs, and makes it independent
 * of the machine and version it was written on: no devices, no colocation, no recorded shapes, no
 * attribute that the target does not know.
 */
final class GraphCutter {
  private static final Set<String> TABLES =
      Set.of("HashTable", "HashTableV2", "MutableHashTable", "MutableHashTableV2");

  /** Attributes that only the writer's machine or version gave a meaning. */
  private static final Set<String> DROPPED =
      Set.of("_class", "_output_shapes", "_XlaCompile", "_XlaScope", "_grappler_relu_gain");

  private final ModelGraph graph;
  private final Set<String> feeds;
  private final Set<String> fetches = new LinkedHashSet<>();
  private final Set<String> initializers = new LinkedHashSet<>();
  private final List<String> stripped = new ArrayList<>();
  private Reach reach;

  GraphCutter(ModelGraph graph, Collection<String> feeds, Collection<String> fetches) {
    this.graph = graph;
    this.feeds = Set.copyOf(feeds);
    this.fetches.addAll(fetches);
    this.reach = Reach.of(graph, this.fetches, this.feeds);
    tables();
  }

  /** What fills the tables that are reached is part of the model, and runs when it is loaded. */
  private void tables() {
    boolean found = true;
    while (found) {
      found = false;
      for (NodeDef node : graph.main().nodes()) {
        if (node.getOp().startsWith("InitializeTable")
            && !initializers.contains(node.getName())
            && node.getInputCount() > 0
            && table(TensorRef.parse(node.getInput(0)))) {
          initializers.add(node.getName());
          fetches.add("^" + node.getName());
          found = true;
        }
      }
      if (found) {
        reach = Reach.of(graph, fetches, feeds);
      }
    }
  }

  private boolean table(TensorRef ref) {
    return graph
        .main()
        .node(ref.node())
        .filter(node -> TABLES.contains(node.getOp()) && reach.contains(node))
        .isPresent();
  }

  /** Nodes that fill tables, to be run once. */
  List<String> initializers() {
    return List.copyOf(initializers);
  }

  boolean keeps(NodeDef node) {
    return reach.contains(node);
  }

  /** The graph that is left, in the order it had. */
  GraphDef cut() {
    Map<String, DataType> fed = fed();
    GraphDef.Builder cut = GraphDef.newBuilder().setVersions(graph.def().getVersions());
    for (NodeDef node : graph.main().nodes()) {
      DataType type = fed.get(node.getName());
      if (type != null) {
        cut.addNode(input(node, type));
      } else if (reach.contains(node)) {
        cut.addNode(portable(node));
      }
    }
    for (FunctionDef function : graph.def().getLibrary().getFunctionList()) {
      if (reach.containsFunction(function.getSignature().getName())) {
        cut.getLibraryBuilder().addFunction(portable(function));
      }
    }
    return cut.build();
  }

  /** Node to type of the tensors that become inputs. */
  private Map<String, DataType> fed() {
    Map<String, DataType> fed = new TreeMap<>();
    for (String feed : feeds) {
      TensorRef ref = TensorRef.parse(feed);
      boolean split =
          graph.main().consumers(ref.node()).stream()
              .filter(reach::contains)
              .flatMap(node -> node.getInputList().stream().map(TensorRef::parse))
              .anyMatch(
                  input ->
                      input.node().equals(ref.node())
                          && !input.control()
                          && input.index() != ref.index());
      if (split || ref.index() != 0) {
        throw Finding.of(
                Rule.GRAPH_AMBIGUOUS,
                Location.tensor(feed),
                "%s cannot be an input: other outputs of its node are needed too",
                feed)
            .exception();
      }
      fed.put(ref.node(), graph.type(feed));
    }
    return fed;
  }

  /** A placeholder in the place of {@code node}, with the shape that is known of it. */
  private static NodeDef input(NodeDef node, DataType type) {
    NodeDef.Builder placeholder =
        NodeDef.newBuilder()
            .setName(node.getName())
            .setOp("Placeholder")
            .putAttr("dtype", AttrValue.newBuilder().setType(type).build());
    shape(node).ifPresent(shape -> placeholder.putAttr("shape", shape));
    return placeholder.build();
  }

  private static Optional<AttrValue> shape(NodeDef node) {
    boolean named = node.getOp().startsWith("Placeholder");
    AttrValue value = node.getAttrMap().get(named ? "shape" : "_output_shapes");
    return named || value == null || value.getList().getShapeCount() == 0
        ? Optional.ofNullable(value)
        : Optional.of(AttrValue.newBuilder().setShape(value.getList().getShape(0)).build());
  }

  private FunctionDef portable(FunctionDef function) {
    FunctionDef.Builder builder = function.toBuilder().clearNodeDef();
    function.getNodeDefList().forEach(node -> builder.addNodeDef(portable(node)));
    return builder.build();
  }

  private NodeDef portable(NodeDef node) {
    NodeDef.Builder builder = node.toBuilder().clearDevice();
    Optional<OpDef> op = graph.target().op(node.getOp());
    for (Map.Entry<String, AttrValue> attr : node.getAttrMap().entrySet()) {
      String name = attr.getKey();
      boolean unknown =
          !name.startsWith("_")
              && op.isPresent()
              && op.get().getAttrList().stream().noneMatch(def -> def.getName().equals(name));
      if (DROPPED.contains(name)) {
        builder.removeAttr(name);
      } else if (unknown && RegistryCheck.strippable(node.getOp(), name, attr.getValue())) {
        builder.removeAttr(name);
        stripped.add(node.getName() + "." + name);
      }
    }
    return builder.build();
  }

  /** What the cut did, for the row. */
  List<Fix> fixes() {
    List<Fix> fixes = new ArrayList<>();
    int before = graph.main().nodes().size();
    long kept = graph.main().nodes().stream().filter(reach::contains).count();
    if (kept < before) {
      fixes.add(
          new Fix(
              "graph-prune",
              "%d of %d nodes that no output needs were left out".formatted(before - kept, before),
              List.of()));
    }
    if (!stripped.isEmpty()) {
      fixes.add(
          new Fix(
              "graph-strip-attributes",
              "attributes at their default that the target does not know were taken out",
              stripped));
    }
    return fixes;
  }

  /** Type of a tensor of the graph, references followed. */
  static DataType type(ModelGraph graph, String tensor) {
    return OpTypes.base(graph.type(tensor));
  }
}
