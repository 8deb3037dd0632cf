package dev.salvor.convert.keras.weights.path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.salvor.convert.keras.weights.BuiltLayer;
import dev.salvor.convert.keras.weights.WeightSource;
import dev.salvor.format.hdf5.Dataset;
import dev.salvor.format.hdf5.Group;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.TensorData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Weights of {@code .keras} archives and {@code .weights.h5} files (keras 3.15.1,
 * src/saving/saving_lib.py, _save_state; keras 2.15.0, src/saving/saving_lib.py). A layer's own
 * variables are {@code vars/0}, {@code vars/1}…, trainable ones first; layers inside it lie under
 * the attributes that hold them, the layers of a model under names made from their classes.
 */
public final class PathWeights implements WeightSource {
  private final VariableTree tree;
  private final LayerGroups groups;
  private final JsonNode config;
  private final LayerAssets assets;
  private final Set<String> taken = new HashSet<>();

  /**
   * @param roots of the weights file, or of all its shards
   * @param config the architecture as it was written, {@code {"class_name": …, "config": …}}
   */
  public PathWeights(List<Group> roots, JsonNode config) {
    this(roots, config, LayerAssets.NONE);
  }

  /**
   * @param assets the files of layers that lie beside the weights
   */
  public PathWeights(List<Group> roots, JsonNode config, LayerAssets assets) {
    this.tree = new VariableTree(roots);
    this.groups = new LayerGroups(tree);
    this.config = config;
    this.assets = assets;
  }

  @Override
  public Bound bind(BuiltLayer model) {
    PathBinder binder = new PathBinder(tree, taken);
    model(model, config, "", binder);
    List<String> roots = new ArrayList<>(tree.all("vars"));
    groups.container("").ifPresent(container -> roots.addAll(tree.all(container)));
    binder.requireAllUsed(roots);
    return new Bound(binder.bound(), binder.fixes());
  }

  private void model(BuiltLayer model, JsonNode json, String path, PathBinder binder) {
    binder.own(model, path);
    if (!weighted(model)) {
      return;
    }
    String container =
        groups.container(path).orElseThrow(() -> binder.missing(model, path + "/layers"));
    Map<String, String> paths =
        groups.of(
            container,
            json,
            name -> {
              BuiltLayer layer = model.children().get(name);
              return layer != null && weighted(layer);
            });
    model
        .children()
        .forEach(
            (name, layer) -> {
              if (weighted(layer)) {
                String at = paths.get(name);
                if (at == null) {
                  throw binder.missing(layer, container);
                }
                layer(layer, child(json, name), at, binder);
              }
            });
  }

  private void layer(BuiltLayer layer, JsonNode json, String path, PathBinder binder) {
    if (layer.model()) {
      model(layer, json, path, binder);
      return;
    }
    binder.own(layer, path);
    layer
        .children()
        .forEach(
            (attribute, inner) -> {
              if (weighted(inner)) {
                String at =
                    attribute(path, attribute)
                        .orElseThrow(() -> binder.missing(inner, path + "/" + attribute));
                layer(inner, json.path("config").path(attribute), at, binder);
              }
            });
  }

  private static boolean weighted(BuiltLayer layer) {
    return !layer.own().isEmpty()
        || layer.children().values().stream().anyMatch(PathWeights::weighted);
  }

  private static JsonNode child(JsonNode model, String name) {
    for (JsonNode layer : LayerGroups.layers(model)) {
      if (LayerGroups.name(layer).equals(name)) {
        return layer;
      }
    }
    return MissingNode.getInstance();
  }

  /** Attributes were private before Keras 3.0.3: {@code _query_dense}. */
  private Optional<String> attribute(String path, String name) {
    return List.of(name, "_" + name).stream()
        .map(attribute -> VariableTree.join(path, attribute))
        .filter(tree::has)
        .findFirst();
  }

  @Override
  public Optional<List<byte[]>> asset(List<String> path, String file) throws IOException {
    Optional<String> place = place(path).or(() -> groups.expected(path, config));
    return place.isPresent() ? assets.lines(place.get(), file) : Optional.empty();
  }

  @Override
  public Optional<TensorData> array(List<String> path, String key) {
    Optional<String> array =
        place(path)
            .map(place -> VariableTree.join(place, "vars/" + key))
            .filter(name -> tree.array(name).isPresent());
    array.ifPresent(taken::add);
    return array.flatMap(tree::array).map(Dataset::data);
  }

  @Override
  public Optional<List<Shape>> stored(List<String> path) {
    return place(path)
        .map(
            place ->
                tree.arrays(place + "/vars").stream()
                    .map(name -> tree.array(place + "/vars/" + name))
                    .flatMap(Optional::stream)
                    .map(Dataset::shape)
                    .toList());
  }

  /** Where the layer lies; empty where that cannot be told before the model is built. */
  private Optional<String> place(List<String> path) {
    JsonNode json = config;
    String at = "";
    boolean model = true;
    for (String name : path) {
      if (model) {
        Optional<String> container = groups.container(at);
        if (container.isEmpty()) {
          return Optional.empty();
        }
        String group = groups.of(container.get(), json, name::equals).get(name);
        if (group == null) {
          return Optional.empty();
        }
        at = group;
        json = child(json, name);
      } else {
        Optional<String> inner = attribute(at, name);
        if (inner.isEmpty()) {
          return Optional.empty();
        }
        at = inner.get();
        json = json.path("config").path(name);
      }
      model = !LayerGroups.layers(json).isMissingNode();
    }
    return Optional.of(at);
  }
}
