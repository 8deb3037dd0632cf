package dev.salvor.convert.keras.weights.checkpoint;

import static dev.salvor.convert.keras.weights.checkpoint.CheckpointWeights.mismatch;
import static java.util.Objects.requireNonNull;

import dev.salvor.convert.keras.weights.BuiltLayer;
import dev.salvor.convert.keras.weights.Weight;
import dev.salvor.format.checkpoint.ObjectGraph;
import dev.salvor.format.checkpoint.ObjectGraph.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Keys by the graph of objects: a model keeps {@code layer_with_weights-0}, {@code -1}… in the
 * order of its layers (keras/engine/functional.py, _layer_checkpoint_dependencies), any other layer
 * its attributes; a variable is an attribute of its layer.
 */
final class ObjectKeys {
  private static final String LAYER = "layer_with_weights-";

  /** What stateful layers keep between batches. */
  private static final String STATES = "states";

  private final ObjectGraph graph;
  private final Map<Weight, String> keys = new LinkedHashMap<>();

  ObjectKeys(ObjectGraph graph) {
    this.graph = graph;
  }

  Map<Weight, String> of(BuiltLayer model) {
    int root = root();
    bind(model, root);
    Set<String> left = new TreeSet<>();
    graph
        .nodes()
        .get(root)
        .children()
        .forEach(
            (name, child) -> {
              if (name.startsWith(LAYER)) {
                left.addAll(values(child));
              }
            });
    left.removeAll(keys.values());
    if (!left.isEmpty()) {
      throw mismatch(
          model.name(),
          "the checkpoint holds weights that the model does not have: "
              + String.join(", ", left.stream().limit(8).toList()));
    }
    return keys;
  }

  /** The model itself, or what holds it in a tf.train.Checkpoint. */
  private int root() {
    if (isModel(0)) {
      return 0;
    }
    List<Integer> models =
        graph.nodes().get(0).children().values().stream().filter(this::isModel).distinct().toList();
    if (models.size() != 1) {
      throw mismatch(
          "model",
          models.isEmpty()
              ? "the checkpoint holds no weights of a Keras model with layers"
              : "the checkpoint holds " + models.size() + " models");
    }
    return models.get(0);
  }

  private boolean isModel(int node) {
    return graph.nodes().get(node).children().keySet().stream()
        .anyMatch(name -> name.startsWith("layer-") || name.startsWith(LAYER));
  }

  private void bind(BuiltLayer layer, int at) {
    Node node = graph.nodes().get(at);
    for (Weight weight : layer.own()) {
      keys.put(weight, key(weight, node));
    }
    if (layer.model()) {
      layers(layer, node);
      return;
    }
    Map<String, Integer> lists = new LinkedHashMap<>();
    layer
        .children()
        .forEach(
            (attribute, child) -> {
              int index = lists.merge(list(attribute), 1, Integer::sum) - 1;
              if (hasWeights(child)) {
                bind(child, below(layer, at, attribute, index));
              }
            });
  }

  private static String list(String attribute) {
    int slash = attribute.indexOf('/');
    return slash < 0 ? attribute : attribute.substring(0, slash);
  }

  /** A list of layers is an object whose attributes are numbers. */
  private int below(BuiltLayer layer, int at, String attribute, int index) {
    String name = list(attribute);
    Optional<Integer> found =
        Stream.of(name, "_" + name)
            .flatMap(key -> Optional.ofNullable(graph.nodes().get(at).children().get(key)).stream())
            .findFirst();
    if (!name.equals(attribute)) {
      found =
          found.flatMap(
              list ->
                  Optional.ofNullable(
                      graph.nodes().get(list).children().get(Integer.toString(index))));
    }
    return found.orElseThrow(
        () ->
            mismatch(
                layer.config().path(),
                String.format(
                    "the checkpoint holds no %s of layer %s", attribute, layer.config().path())));
  }

  private void layers(BuiltLayer model, Node node) {
    List<BuiltLayer> weighted =
        model.children().values().stream().filter(ObjectKeys::hasWeights).toList();
    List<Integer> stored = new ArrayList<>();
    for (int i = 0; node.children().containsKey(LAYER + i); i++) {
      int child = requireNonNull(node.children().get(LAYER + i));
      if (!values(child).isEmpty()) {
        stored.add(child);
      }
    }
    if (stored.size() != weighted.size()) {
      throw mismatch(
          model.config().path(),
          String.format(
              "%s has %d layers with weights, the checkpoint %d",
              model.config().path(), weighted.size(), stored.size()));
    }
    for (int i = 0; i < stored.size(); i++) {
      bind(weighted.get(i), stored.get(i));
    }
  }

  /** By attribute; else by the name the variable was created with. */
  private String key(Weight weight, Node node) {
    Integer attribute = node.children().get(weight.name());
    if (attribute != null) {
      Optional<String> key = ObjectGraph.valueKey(graph.nodes().get(attribute));
      if (key.isPresent()) {
        return key.get();
      }
    }
    Set<String> named = new TreeSet<>();
    for (int child : node.children().values()) {
      graph.nodes().get(child).attributes().stream()
          .filter(value -> value.name().equals(ObjectGraph.VARIABLE_VALUE))
          .filter(value -> value.fullName().endsWith("/" + weight.name()))
          .forEach(value -> named.add(value.checkpointKey()));
    }
    if (named.size() != 1) {
      throw mismatch(
          weight.path(),
          String.format("the checkpoint holds %d values for %s", named.size(), weight.path()));
    }
    return named.iterator().next();
  }

  private static boolean hasWeights(BuiltLayer layer) {
    return !layer.own().isEmpty()
        || layer.children().values().stream().anyMatch(ObjectKeys::hasWeights);
  }

  /** Keys of all variables that are reached from a layer. */
  private Set<String> values(int layer) {
    Set<String> values = new TreeSet<>();
    Set<Integer> seen = new HashSet<>();
    List<Integer> open = new ArrayList<>(List.of(layer));
    while (!open.isEmpty()) {
      int next = open.remove(open.size() - 1);
      if (!seen.add(next)) {
        continue;
      }
      Node node = graph.nodes().get(next);
      ObjectGraph.valueKey(node).ifPresent(values::add);
      node.children()
          .forEach(
              (name, child) -> {
                if (!name.equals(STATES)) {
                  open.add(child);
                }
              });
    }
    return values;
  }
}
