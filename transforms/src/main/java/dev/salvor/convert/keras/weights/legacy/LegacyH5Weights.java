package dev.salvor.convert.keras.weights.legacy;

import dev.salvor.convert.keras.weights.BuiltLayer;
import dev.salvor.convert.keras.weights.WeightSource;
import dev.salvor.convert.keras.weights.legacy.WeightParts.Part;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.hdf5.Dataset;
import dev.salvor.format.hdf5.Group;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.inspect.keras.architecture.Era;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Weights of Keras 1 and 2 HDF5 files, of tf.keras H5 files and of Keras 3's legacy format: a group
 * a layer, listed in {@code layer_names}; the arrays of a layer listed in {@code weight_names}
 * (keras/saving/legacy/hdf5_format.py, load_weights_from_hdf5_group).
 */
public final class LegacyH5Weights implements WeightSource {
  private final Group group;
  private final Era era;
  private final List<String> layerNames;

  /**
   * @param group the root of a weights file, {@code model_weights} of a whole model
   */
  public LegacyH5Weights(Group group, Era era) {
    this.group = group;
    this.era = era;
    this.layerNames = group.texts("layer_names").orElse(List.of());
  }

  @Override
  public boolean lowRankApart() {
    return true;
  }

  @Override
  public Bound bind(BuiltLayer model) {
    Map<String, List<Part>> wanted = new LinkedHashMap<>();
    model
        .children()
        .forEach(
            (name, layer) -> {
              List<Part> parts = WeightParts.of(layer);
              if (!parts.isEmpty()) {
                wanted.put(name, parts);
              }
            });
    Map<String, String> groups = groupsOf(new ArrayList<>(wanted.keySet()));
    ArrayBinder binder = new ArrayBinder(era);
    wanted.forEach(
        (layer, parts) -> binder.bind(layer, parts, arrays(groups.getOrDefault(layer, layer))));
    return new Bound(binder.bound(), binder.fixes());
  }

  /** By name where the file has a group for every layer; else by position, as Keras does. */
  private Map<String, String> groupsOf(List<String> layers) {
    List<String> stored = layerNames.stream().filter(name -> !weightNames(name).isEmpty()).toList();
    Map<String, String> groups = new LinkedHashMap<>();
    if (stored.containsAll(layers)) {
      layers.forEach(layer -> groups.put(layer, layer));
    } else if (stored.size() == layers.size()) {
      for (int i = 0; i < layers.size(); i++) {
        groups.put(layers.get(i), stored.get(i));
      }
    } else {
      List<String> missing = layers.stream().filter(layer -> !stored.contains(layer)).toList();
      throw Finding.of(
              Rule.KERAS_WEIGHTS_MISMATCH,
              Location.layer(missing.get(0)),
              "the model has %d layers with weights, the file holds %d; it has none for %s",
              layers.size(),
              stored.size(),
              String.join(", ", missing))
          .exception();
    }
    List<String> left = new ArrayList<>(stored);
    left.removeAll(groups.values());
    if (!left.isEmpty()) {
      throw Finding.of(
              Rule.KERAS_WEIGHTS_MISMATCH,
              Location.layer(left.get(0)),
              "the file holds weights for layers that the model does not have: %s",
              String.join(", ", left))
          .exception();
    }
    return groups;
  }

  private List<TensorData> arrays(String layer) {
    List<TensorData> arrays = new ArrayList<>();
    for (String name : weightNames(layer)) {
      arrays.add(dataset(layer, name).data());
    }
    return arrays;
  }

  private Dataset dataset(String layer, String name) {
    return layerGroup(layer)
        .dataset(name)
        .orElseThrow(
            () ->
                Finding.of(
                        Rule.KERAS_WEIGHTS_MISSING,
                        Location.tensor(layer + "/" + name),
                        "layer %s lists the weights %s, which are not in the file",
                        layer,
                        name)
                    .exception());
  }

  private List<String> weightNames(String layer) {
    return layerGroup(layer).texts("weight_names").orElse(List.of());
  }

  private Group layerGroup(String layer) {
    return group
        .group(layer)
        .orElseThrow(
            () ->
                Finding.of(
                        Rule.KERAS_WEIGHTS_MISSING,
                        Location.layer(layer),
                        "the file lists layer %s, whose group of weights is not in it",
                        layer)
                    .exception());
  }

  @Override
  public Optional<List<Shape>> stored(List<String> path) {
    if (path.isEmpty() || path.size() > 2 || !layerNames.contains(path.get(0))) {
      return Optional.empty();
    }
    if (path.size() == 2 && !path.get(1).equals("cell")) {
      return Optional.empty();
    }
    List<Shape> shapes = new ArrayList<>();
    weightNames(path.get(0)).forEach(name -> shapes.add(dataset(path.get(0), name).shape()));
    return Optional.of(shapes);
  }
}
