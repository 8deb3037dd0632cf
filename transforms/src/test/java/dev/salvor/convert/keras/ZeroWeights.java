package dev.salvor.convert.keras;

import dev.salvor.convert.keras.weights.BuiltLayer;
import dev.salvor.convert.keras.weights.Weight;
import dev.salvor.convert.keras.weights.WeightSource;
import dev.salvor.format.tensor.HeapTensor;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.TensorData;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Zeros in the shape of every variable. */
public final class ZeroWeights implements WeightSource {
  @Override
  public Bound bind(BuiltLayer model) {
    Map<Weight, TensorData> data = new LinkedHashMap<>();
    fill(model, data);
    return new Bound(data, List.of());
  }

  private static void fill(BuiltLayer layer, Map<Weight, TensorData> data) {
    for (Weight weight : layer.own()) {
      int bytes = Math.toIntExact(weight.shape().elements() * weight.type().size());
      data.put(weight, new HeapTensor(weight.type(), weight.shape(), new byte[bytes]));
    }
    layer.children().values().forEach(child -> fill(child, data));
  }

  @Override
  public Optional<List<Shape>> stored(List<String> path) {
    return Optional.empty();
  }
}
