package dev.salvor.inspect.pickle;

import dev.salvor.format.pickle.CallNode;
import dev.salvor.format.pickle.DictNode;
import dev.salvor.format.pickle.NumpyArray;
import dev.salvor.format.pickle.PickleNode;
import dev.salvor.format.pickle.PickleValues;
import dev.salvor.inspect.pickle.PickledModel.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells the weights of a model from other data, by structure alone. */
final class WeightShapes {
  private WeightShapes() {}

  /** Weights in any arrangement. */
  static Optional<Weights> of(PickleNode node) {
    if (node instanceof DictNode dict) {
      return byName(dict).or(() -> byVariable(dict));
    }
    Optional<List<PickleNode>> items = items(node);
    if (items.isEmpty() || items.get().isEmpty()) {
      return Optional.empty();
    }
    if (items.get().stream().allMatch(WeightShapes::array)) {
      return Optional.of(new Weights.InOrder(items.get()));
    }
    List<List<PickleNode>> layers = new ArrayList<>();
    for (PickleNode item : items.get()) {
      Optional<List<PickleNode>> layer = items(item);
      if (layer.isEmpty() || !layer.get().stream().allMatch(WeightShapes::array)) {
        return Optional.empty();
      }
      layers.add(layer.get());
    }
    return layers.stream().allMatch(List::isEmpty)
        ? Optional.empty()
        : Optional.of(new Weights.ByPosition(layers));
  }

  private static Optional<Weights> byName(DictNode dict) {
    List<String> names = new ArrayList<>();
    List<List<PickleNode>> arrays = new ArrayList<>();
    for (int i = 0; i < dict.size(); i++) {
      Optional<String> name = dict.keyAt(i);
      Optional<List<PickleNode>> layer = items(dict.values().get(i));
      if (name.isEmpty()
          || layer.isEmpty()
          || !layer.get().stream().allMatch(WeightShapes::array)) {
        return Optional.empty();
      }
      names.add(name.get());
      arrays.add(layer.get());
    }
    return arrays.stream().allMatch(List::isEmpty)
        ? Optional.empty()
        : Optional.of(new Weights.ByName(names, arrays));
  }

  /** {@code {variable.name: array}}: names begin with their layer's, {@code dense/kernel:0}. */
  private static Optional<Weights> byVariable(DictNode dict) {
    Map<String, List<PickleNode>> layers = new LinkedHashMap<>();
    for (int i = 0; i < dict.size(); i++) {
      int slash = dict.keyAt(i).map(name -> name.indexOf('/')).orElse(-1);
      if (slash <= 0 || !array(dict.values().get(i))) {
        return Optional.empty();
      }
      layers
          .computeIfAbsent(
              dict.keyAt(i).orElseThrow().substring(0, slash), layer -> new ArrayList<>())
          .add(dict.values().get(i));
    }
    return layers.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Weights.ByName(List.copyOf(layers.keySet()), List.copyOf(layers.values())));
  }

  /** The items of a list, a tuple or a one-dimensional array of objects. */
  private static Optional<List<PickleNode>> items(PickleNode node) {
    return PickleValues.sequence(node)
        .or(
            () ->
                NumpyArray.of(node)
                    .filter(array -> array.data() == null && array.shape().size() == 1)
                    .map(NumpyArray::objects));
  }

  private static boolean array(PickleNode node) {
    return NumpyArray.of(node).filter(NumpyArray::numeric).isPresent()
        || (node instanceof CallNode call && Companions.fileName(call).isPresent());
  }
}
