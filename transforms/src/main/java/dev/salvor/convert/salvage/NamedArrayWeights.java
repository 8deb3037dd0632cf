package dev.salvor.convert.salvage;

import dev.salvor.convert.keras.weights.BuiltLayer;
import dev.salvor.convert.keras.weights.WeightSource;
import dev.salvor.convert.keras.weights.legacy.ArrayListWeights;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.inspect.keras.architecture.Era;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code {layer.name: layer.get_weights()}}: brought into the order of the model's layers, which
 * gives the list of {@code model.get_weights()}.
 */
record NamedArrayWeights(Map<String, List<TensorData>> arrays, Era era) implements WeightSource {

  @Override
  public Bound bind(BuiltLayer model) throws IOException {
    List<TensorData> ordered = new ArrayList<>();
    model.children().keySet().forEach(name -> ordered.addAll(arrays.getOrDefault(name, List.of())));
    List<String> left =
        arrays.entrySet().stream()
            .filter(entry -> !entry.getValue().isEmpty())
            .map(Map.Entry::getKey)
            .filter(name -> !model.children().containsKey(name))
            .toList();
    if (!left.isEmpty()) {
      throw Finding.of(
              Rule.KERAS_WEIGHTS_MISMATCH,
              Location.layer(left.get(0)),
              "the pickle holds weights for layers that the model does not have: %s",
              String.join(", ", left))
          .exception();
    }
    return new ArrayListWeights(ordered, era).bind(model);
  }

  @Override
  public Optional<List<Shape>> stored(List<String> path) {
    List<TensorData> layer = path.size() == 1 ? arrays.get(path.get(0)) : null;
    return layer == null
        ? Optional.empty()
        : Optional.of(layer.stream().map(TensorData::shape).toList());
  }
}
