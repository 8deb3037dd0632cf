package dev.salvor.convert.salvage;

import dev.salvor.convert.keras.weights.BuiltLayer;
import dev.salvor.convert.keras.weights.Weight;
import dev.salvor.convert.keras.weights.WeightSource;
import dev.salvor.convert.keras.weights.legacy.ArrayListWeights;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.inspect.keras.architecture.Era;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code {variable.name: array}}. A name begins with that of the layer ({@code dense/kernel:0}), in
 * Keras 3 also with that of the model ({@code sequential/dense/kernel}), and ends in that of the
 * weight: names decide where the order of the dictionary is not that of {@code get_weights()}.
 * Where a graph held another layer of the name, TensorFlow counted it ({@code dense_1/kernel:0} of
 * {@code dense}).
 */
record VariableWeights(Map<String, TensorData> variables, Era era) implements WeightSource {
  private static final Pattern COUNTED = Pattern.compile("(.+)_[0-9]+");

  @Override
  public Bound bind(BuiltLayer model) throws IOException {
    Map<String, Map<String, TensorData>> layers = new LinkedHashMap<>();
    variables.forEach(
        (name, data) ->
            layers
                .computeIfAbsent(layer(name, model), layer -> new LinkedHashMap<>())
                .put(name, data));
    List<TensorData> ordered = new ArrayList<>();
    model
        .children()
        .forEach(
            (name, layer) -> ordered.addAll(ordered(layer, layers.getOrDefault(name, Map.of()))));
    return new ArrayListWeights(ordered, era).bind(model);
  }

  private String layer(String variable, BuiltLayer model) {
    List<String> path = List.of(variable.split("/", -1));
    Matcher counted = COUNTED.matcher(path.get(0));
    if (model.children().containsKey(path.get(0))) {
      return path.get(0);
    } else if (counted.matches() && model.children().containsKey(counted.group(1))) {
      return counted.group(1);
    } else if (path.size() > 2
        && path.get(0).equals(model.name())
        && model.children().containsKey(path.get(1))) {
      return path.get(1);
    }
    throw mismatch(
        variable, "the pickle holds %s, and the model has no layer of that name", variable);
  }

  private List<TensorData> ordered(BuiltLayer layer, Map<String, TensorData> stored) {
    List<String> expected = ArrayListWeights.order(layer, era).stream().map(Weight::name).toList();
    List<String> found = stored.keySet().stream().map(VariableWeights::weight).toList();
    List<TensorData> arrays = List.copyOf(stored.values());
    if (found.equals(expected)) {
      return arrays;
    }
    Set<String> names = new LinkedHashSet<>(found);
    if (names.size() != found.size()
        || expected.size() != found.size()
        || !names.containsAll(expected)) {
      throw mismatch(
          layer.name(),
          "layer %s has the weights %s, the pickle holds %s",
          layer.name(),
          expected,
          List.copyOf(stored.keySet()));
    }
    return expected.stream().map(name -> arrays.get(found.indexOf(name))).toList();
  }

  /** {@code kernel} of {@code dense/kernel:0}. */
  private static String weight(String variable) {
    String name = variable.substring(variable.lastIndexOf('/') + 1);
    return name.endsWith(":0") ? name.substring(0, name.length() - 2) : name;
  }

  private static ArtifactException mismatch(String layer, String message, Object... values) {
    return Finding.of(Rule.KERAS_WEIGHTS_MISMATCH, Location.layer(layer), message, values)
        .exception();
  }

  @Override
  public Optional<List<Shape>> stored(List<String> path) {
    if (path.size() != 1) {
      return Optional.empty();
    }
    String layer = path.get(0) + "/";
    List<Shape> shapes =
        variables.entrySet().stream()
            .filter(
                variable ->
                    variable.getKey().startsWith(layer)
                        || variable.getKey().startsWith(layer, variable.getKey().indexOf('/') + 1))
            .map(variable -> variable.getValue().shape())
            .toList();
    return shapes.isEmpty() ? Optional.empty() : Optional.of(shapes);
  }
}
