package dev.salvor.convert.keras.weights.legacy;

import dev.salvor.convert.keras.weights.BuiltLayer;
import dev.salvor.convert.keras.weights.Weight;
import java.util.ArrayList;
import java.util.List;

/**
 * The order of arrays in the group of one layer: {@code trainable_weights + non_trainable_weights},
 * which for a layer with layers inside means all trainables of all of them first
 * (keras/saving/legacy/hdf5_format.py, _legacy_weights). A layer that is set not trainable counts
 * its trainables among the others, in front.
 */
final class WeightParts {
  private WeightParts() {}

  /**
   * Variables of one layer that stand together.
   *
   * @param layer the layer that created them
   * @param weights not empty
   */
  record Part(BuiltLayer layer, List<Weight> weights) {
    Part {
      weights = List.copyOf(weights);
    }
  }

  /** The parts in stored order. */
  static List<Part> of(BuiltLayer layer) {
    List<Part> parts = new ArrayList<>(trainable(layer));
    parts.addAll(others(layer));
    return parts;
  }

  /** The parts in the order of {@code get_weights()}: each inner layer with all that is its own. */
  static List<Part> byLayer(BuiltLayer layer) {
    if (!layer.model()) {
      return of(layer);
    }
    List<Part> parts = new ArrayList<>();
    layer.children().values().forEach(child -> parts.addAll(byLayer(child)));
    return parts;
  }

  /**
   * The parts in the order of {@code get_weights()} in Keras 3: of every layer its own variables,
   * then those of the layers inside it (keras 3.15.1, src/layers/layer.py, weights).
   */
  static List<Part> nested(BuiltLayer layer) {
    List<Part> parts = new ArrayList<>();
    List<Weight> own = new ArrayList<>();
    layer.own().stream().filter(Weight::trainable).forEach(own::add);
    layer.own().stream().filter(weight -> !weight.trainable()).forEach(own::add);
    if (!own.isEmpty()) {
      parts.add(new Part(layer, own));
    }
    layer.children().values().forEach(child -> parts.addAll(nested(child)));
    return parts;
  }

  private static List<Part> trainable(BuiltLayer layer) {
    return layer.trainable() ? collect(layer, true) : List.of();
  }

  private static List<Part> others(BuiltLayer layer) {
    List<Part> parts = new ArrayList<>();
    if (!layer.trainable()) {
      parts.addAll(collect(layer, true));
    }
    parts.addAll(collect(layer, false));
    return parts;
  }

  private static List<Part> collect(BuiltLayer layer, boolean trainables) {
    List<Part> parts = new ArrayList<>();
    List<Weight> own =
        layer.own().stream().filter(weight -> weight.trainable() == trainables).toList();
    if (!own.isEmpty()) {
      parts.add(new Part(layer, own));
    }
    for (BuiltLayer child : layer.children().values()) {
      parts.addAll(trainables ? trainable(child) : others(child));
    }
    return parts;
  }
}
