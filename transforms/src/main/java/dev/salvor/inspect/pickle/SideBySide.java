package dev.salvor.inspect.pickle;

import dev.salvor.format.pickle.DictNode;
import dev.salvor.format.pickle.PickleNode;
import dev.salvor.format.pickle.PickleValues;
import dev.salvor.inspect.pickle.PickledModel.Architecture;
import dev.salvor.inspect.pickle.PickledModel.ConfigAndWeights;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Architectures and sets of weights that one container holds.
 *
 * @param whole whether the container itself is the architecture and holds the weights among its
 *     keys
 */
record SideBySide(boolean whole, List<PickleNode> architectures, List<PickleNode> sets) {
  private static final int DEPTH = 32;
  private static final Set<String> WEIGHT_KEYS =
      Set.of("weights", "model_weights", "layer_weights");

  static SideBySide in(PickleNode container) {
    List<PickleNode> children = children(container);
    boolean whole = container instanceof DictNode && ArchitectureShapes.of(container).isPresent();
    List<PickleNode> architectures =
        whole
            ? List.of(container)
            : children.stream().filter(child -> ArchitectureShapes.of(child).isPresent()).toList();
    if (architectures.isEmpty()) {
      return new SideBySide(false, List.of(), List.of());
    }
    List<PickleNode> sets =
        children.stream()
            .filter(child -> !architectures.contains(child) && WeightShapes.of(child).isPresent())
            .toList();
    if (sets.size() > 1 && container instanceof DictNode dict) {
      List<PickleNode> named =
          WEIGHT_KEYS.stream().map(dict::value).flatMap(Optional::stream).toList();
      sets = sets.stream().filter(set -> named.stream().anyMatch(one -> one == set)).toList();
    }
    return new SideBySide(whole, architectures, sets);
  }

  /**
   * Whether {@code container} holds one architecture, one set of weights and beside them only plain
   * values. Where Keras 2.2.3 to 2.3 take it for a file as dictionaries, it unpickles what a key
   * that begins with an underscore says is a pickle (keras/utils/io_utils.py, H5Dict).
   */
  static boolean alone(PickleNode container) {
    SideBySide found = in(container);
    if (found.model().isEmpty()) {
      return false;
    }
    List<PickleNode> parts = List.of(found.architectures().get(0), found.sets().get(0));
    return !(container instanceof DictNode dict && !openKeys(dict))
        && children(container).stream()
            .filter(child -> !parts.contains(child))
            .allMatch(child -> plain(child, DEPTH));
  }

  /** Whether it holds the configuration of one layer and its arrays. */
  static boolean layer(PickleNode container) {
    List<PickleNode> children = children(container);
    return children.stream().anyMatch(child -> WeightShapes.of(child).isPresent())
        && children.stream()
            .anyMatch(
                child ->
                    child instanceof DictNode config
                        && config.value("name").filter(Shapes::string).isPresent()
                        && config.value("trainable").isPresent());
  }

  private static boolean plain(PickleNode node, int depth) {
    if (depth == 0) {
      return false;
    }
    Optional<List<PickleNode>> items = PickleValues.sequence(node);
    if (items.isPresent()) {
      return items.get().stream().allMatch(item -> plain(item, depth - 1));
    }
    return node instanceof DictNode dict
        ? openKeys(dict) && dict.values().stream().allMatch(value -> plain(value, depth - 1))
        : Shapes.none(node) || Shapes.number(node) || Shapes.string(node);
  }

  private static boolean openKeys(DictNode dict) {
    for (int i = 0; i < dict.size(); i++) {
      if (dict.keyAt(i).filter(key -> !key.startsWith("_")).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private static List<PickleNode> children(PickleNode container) {
    return container instanceof DictNode dict
        ? dict.values()
        : PickleValues.sequence(container).orElse(List.of());
  }

  boolean ambiguous() {
    return architectures.size() > 1 || sets.size() > 1;
  }

  /** The model, where there is one architecture and one set of weights. */
  Optional<ConfigAndWeights> model() {
    if (architectures.size() != 1 || sets.size() != 1) {
      return Optional.empty();
    }
    Optional<Architecture> architecture = ArchitectureShapes.of(architectures.get(0));
    return architecture.flatMap(
        described ->
            WeightShapes.of(sets.get(0)).map(weights -> new ConfigAndWeights(described, weights)));
  }
}
