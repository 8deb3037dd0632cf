package dev.salvor.inspect.pickle;

import dev.salvor.format.pickle.CallNode;
import dev.salvor.format.pickle.DictNode;
import dev.salvor.format.pickle.NumpyArray;
import dev.salvor.format.pickle.PickleNode;
import dev.salvor.format.pickle.PickleValues;
import dev.salvor.inspect.pickle.PickledModel.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells the weights of a model from other data, by structure alone. */
final class WeightShapes {
  private static final Pattern NUMBERED = Pattern.compile("([^0-9]*)([0-9]{1,6})");

  private WeightShapes() {}

  /** Weights in any arrangement. */
  static Optional<Weights> of(PickleNode node) {
    Optional<DictNode> dict = PickleValues.mapping(node);
    if (dict.isPresent()) {
      return byName(dict.get()).or(() -> byVariable(dict.get())).or(() -> byNumber(dict.get()));
    }
    Optional<List<PickleNode>> items = items(node);
    if (items.isEmpty() || items.get().isEmpty()) {
      return Optional.empty();
    }
    return named(items.get())
        .or(() -> arrays(items.get()).map(Weights.InOrder::new))
        .or(() -> byPosition(items.get()))
        .or(() -> byPair(items.get()));
  }

  /** Variables, which have names: {@code model.weights} has had another order than the arrays. */
  private static Optional<Weights> named(List<PickleNode> items) {
    List<String> names =
        items.stream().map(TensorFlowTable::name).flatMap(Optional::stream).distinct().toList();
    return names.size() == items.size()
        ? arrays(items).map(arrays -> new Weights.ByVariable(names, arrays))
        : Optional.empty();
  }

  private static Optional<Weights> byPosition(List<PickleNode> items) {
    List<List<PickleNode>> layers = new ArrayList<>();
    for (PickleNode item : items) {
      Optional<List<PickleNode>> layer = items(item).flatMap(WeightShapes::arrays);
      if (layer.isEmpty()) {
        return Optional.empty();
      }
      layers.add(layer.get());
    }
    return layers.stream().allMatch(List::isEmpty)
        ? Optional.empty()
        : Optional.of(new Weights.ByPosition(layers));
  }

  /** {@code [(layer.name, layer.get_weights()), …]}. */
  private static Optional<Weights> byPair(List<PickleNode> items) {
    List<String> names = new ArrayList<>();
    List<List<PickleNode>> layers = new ArrayList<>();
    for (PickleNode item : items) {
      List<PickleNode> pair = PickleValues.sequence(item).orElse(List.of());
      Optional<String> name =
          pair.size() == 2 ? PickleValues.text(pair.get(0), 1 << 12) : Optional.empty();
      Optional<List<PickleNode>> layer =
          pair.size() == 2 ? items(pair.get(1)).flatMap(WeightShapes::arrays) : Optional.empty();
      if (name.isEmpty() || layer.isEmpty() || names.contains(name.get())) {
        return Optional.empty();
      }
      names.add(name.get());
      layers.add(layer.get());
    }
    return layers.stream().allMatch(List::isEmpty)
        ? Optional.empty()
        : Optional.of(new Weights.ByName(names, layers));
  }

  private static Optional<Weights> byName(DictNode dict) {
    List<String> names = new ArrayList<>();
    List<List<PickleNode>> layers = new ArrayList<>();
    for (int i = 0; i < dict.size(); i++) {
      Optional<String> name = dict.keyAt(i);
      Optional<List<PickleNode>> layer = items(dict.values().get(i)).flatMap(WeightShapes::arrays);
      if (name.isEmpty() || layer.isEmpty()) {
        return Optional.empty();
      }
      names.add(name.get());
      layers.add(layer.get());
    }
    return layers.stream().allMatch(List::isEmpty)
        ? Optional.empty()
        : Optional.of(new Weights.ByName(names, layers));
  }

  /** {@code {variable.name: array}}, or {@code {layer.name: {variable.name: array}}}. */
  private static Optional<Weights> byVariable(DictNode dict) {
    List<String> names = new ArrayList<>();
    List<PickleNode> arrays = new ArrayList<>();
    for (int i = 0; i < dict.size(); i++) {
      Optional<String> name = dict.keyAt(i);
      PickleNode value = TensorFlowTable.unwrapped(dict.values().get(i));
      Optional<DictNode> inner = PickleValues.mapping(value);
      if (name.isEmpty()) {
        return Optional.empty();
      } else if (inner.isPresent()) {
        DictNode layer = inner.get();
        for (int j = 0; j < layer.size(); j++) {
          PickleNode array = TensorFlowTable.unwrapped(layer.values().get(j));
          if (layer.keyAt(j).isEmpty() || !array(array)) {
            return Optional.empty();
          }
          names.add(name.get() + "/" + layer.keyAt(j).get());
          arrays.add(array);
        }
      } else if (name.get().indexOf('/') > 0 && array(value)) {
        names.add(name.get());
        arrays.add(value);
      } else {
        return Optional.empty();
      }
    }
    return arrays.isEmpty() ? Optional.empty() : Optional.of(new Weights.ByVariable(names, arrays));
  }

  /** {@code {0: array, 1: …}} or {@code {'w0': array, 'w1': …}}: every number up to the last. */
  private static Optional<Weights> byNumber(DictNode dict) {
    TreeMap<Long, PickleNode> numbered = new TreeMap<>();
    String prefix = null;
    for (int i = 0; i < dict.size(); i++) {
      PickleNode array = TensorFlowTable.unwrapped(dict.values().get(i));
      Matcher name = NUMBERED.matcher(dict.keyAt(i).orElse(""));
      boolean text = name.matches();
      String before = text ? name.group(1) : "";
      long number =
          text
              ? Long.parseLong(name.group(2))
              : PickleValues.integer(dict.keys().get(i)).orElse(-1);
      if (number < 0
          || !array(array)
          || (prefix != null && !prefix.equals(before))
          || numbered.put(number, array) != null) {
        return Optional.empty();
      }
      prefix = before;
    }
    boolean complete =
        !numbered.isEmpty()
            && numbered.firstKey() <= 1
            && numbered.lastKey() - numbered.firstKey() == numbered.size() - 1;
    return complete
        ? Optional.of(new Weights.InOrder(List.copyOf(numbered.values())))
        : Optional.empty();
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

  /** The arrays that the items are, or hold as tensors or variables of TensorFlow. */
  private static Optional<List<PickleNode>> arrays(List<PickleNode> items) {
    List<PickleNode> arrays = items.stream().map(TensorFlowTable::unwrapped).toList();
    return arrays.stream().allMatch(WeightShapes::array) ? Optional.of(arrays) : Optional.empty();
  }

  private static boolean array(PickleNode node) {
    return NumpyArray.of(node).filter(NumpyArray::numeric).isPresent()
        || (node instanceof CallNode call && Companions.fileName(call).isPresent());
  }
}
