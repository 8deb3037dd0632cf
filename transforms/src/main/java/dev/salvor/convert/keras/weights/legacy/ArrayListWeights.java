package dev.salvor.convert.keras.weights.legacy;

import dev.salvor.convert.keras.weights.BuiltLayer;
import dev.salvor.convert.keras.weights.Weight;
import dev.salvor.convert.keras.weights.WeightSource;
import dev.salvor.convert.keras.weights.legacy.WeightParts.Part;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.inspect.keras.architecture.Era;
import java.util.List;
import java.util.Optional;

/**
 * The list that {@code get_weights()} returns: layer by layer, in each its trainables first
 * (keras/engine/topology.py, Network.get_weights).
 */
public final class ArrayListWeights implements WeightSource {
  private final List<TensorData> arrays;
  private final Era era;

  public ArrayListWeights(List<TensorData> arrays, Era era) {
    this.arrays = List.copyOf(arrays);
    this.era = era;
  }

  /** The variables of {@code layer} in the order in which {@code get_weights()} gives them. */
  public static List<Weight> order(BuiltLayer layer, Era era) {
    return parts(layer, era).stream().flatMap(part -> part.weights().stream()).toList();
  }

  private static List<Part> parts(BuiltLayer layer, Era era) {
    return era.major() >= 3 ? WeightParts.nested(layer) : WeightParts.byLayer(layer);
  }

  @Override
  public boolean lowRankApart() {
    return true;
  }

  @Override
  public Bound bind(BuiltLayer model) {
    ArrayBinder binder = new ArrayBinder(era);
    binder.bind(model.name(), parts(model, era), arrays);
    return new Bound(binder.bound(), binder.fixes());
  }

  @Override
  public Optional<List<Shape>> stored(List<String> path) {
    return Optional.empty();
  }
}
