package dev.salvor.convert.keras.weights.path;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which group of the file belongs to which layer of a model.
 *
 * <p>Groups are named after the layer's class, in snake case, with a number from the second one on:
 * {@code conv2d}, {@code conv2d_1}. tf.keras 2.12 and 2.13 count by two ({@code conv2d_2}) because
 * their container lists a layer with weights twice (keras 2.13.1, src/engine/functional.py,
 * _layer_checkpoint_dependencies). The numbers grow with the order of the layers in any version.
 * Since 3.6 a group also says the layer's name. Names are believed where they fit the whole model;
 * where weights were made by another run of the same program they do not, and the numbers count.
 */
final class LayerGroups {
  /** Attributes that hold the layers of a model; keras 2.12 to 2.14 know the second only. */
  private static final List<String> CONTAINERS =
      List.of("layers", "_layer_checkpoint_dependencies");

  /** Classes that the configuration calls by the name they are exported under. */
  private static final Map<String, String> PYTHON_NAMES =
      Map.of("GroupQueryAttention", "GroupedQueryAttention");

  private final VariableTree tree;

  LayerGroups(VariableTree tree) {
    this.tree = tree;
  }

  /** Path of the container of the model at {@code path}; empty where the file has none. */
  Optional<String> container(String path) {
    return CONTAINERS.stream()
        .map(name -> VariableTree.join(path, name))
        .filter(tree::has)
        .findFirst();
  }

  /**
   * Paths of groups by layer name. Layers without a group are missing.
   *
   * @param model the configuration of the model as it was written
   * @param weighted whether the layer of that name has weights
   */
  Map<String, String> of(String container, JsonNode model, Predicate<String> weighted) {
    Map<String, String> classes = classes(model);
    Map<String, String> groups = named(container, classes.keySet());
    if (classes.keySet().stream().filter(weighted).allMatch(groups::containsKey)) {
      return groups;
    }
    Map<String, List<String>> layers = new LinkedHashMap<>();
    classes.forEach(
        (layer, snake) -> layers.computeIfAbsent(snake, key -> new ArrayList<>()).add(layer));
    Map<String, String> counted = new LinkedHashMap<>();
    layers.forEach((snake, names) -> count(container, snake, names, weighted, counted));
    groups.forEach(counted::putIfAbsent);
    return counted;
  }

  /**
   * Where the layer at {@code path} should lie by the classes alone, for layers that have files and
   * no group.
   */
  Optional<String> expected(List<String> path, JsonNode model) {
    StringBuilder at = new StringBuilder();
    JsonNode json = model;
    for (String name : path) {
      at.append(at.isEmpty() ? "" : "/");
      Map<String, String> classes = classes(json);
      String snake = classes.get(name);
      if (snake == null) {
        at.append(name);
        json = json.path("config").path(name);
        continue;
      }
      long before =
          classes.entrySet().stream()
              .takeWhile(layer -> !layer.getKey().equals(name))
              .filter(layer -> layer.getValue().equals(snake))
              .count();
      at.append(CONTAINERS.get(0)).append('/').append(snake);
      at.append(before == 0 ? "" : "_" + before);
      for (JsonNode layer : layers(json)) {
        if (name(layer).equals(name)) {
          json = layer;
          break;
        }
      }
    }
    return at.isEmpty() ? Optional.empty() : Optional.of(at.toString());
  }

  private Map<String, String> named(String container, Set<String> layers) {
    Map<String, String> groups = new LinkedHashMap<>();
    for (String group : tree.children(container)) {
      String path = VariableTree.join(container, group);
      tree.layerName(path).filter(layers::contains).ifPresent(name -> groups.put(name, path));
    }
    return groups;
  }

  private void count(
      String container,
      String snake,
      List<String> layers,
      Predicate<String> weighted,
      Map<String, String> groups) {
    List<String> all =
        tree.children(container).stream()
            .filter(name -> number(name, snake) >= 0)
            .sorted(Comparator.comparingLong(name -> number(name, snake)))
            .map(name -> VariableTree.join(container, name))
            .toList();
    if (all.size() == layers.size()) {
      zip(layers, all, groups);
      return;
    }
    List<String> heavy = layers.stream().filter(weighted).toList();
    List<String> filled = all.stream().filter(path -> !tree.all(path).isEmpty()).toList();
    if (filled.size() == heavy.size()) {
      zip(heavy, filled, groups);
    }
  }

  private static void zip(List<String> layers, List<String> paths, Map<String, String> groups) {
    for (int index = 0; index < layers.size(); index++) {
      groups.put(layers.get(index), paths.get(index));
    }
  }

  /** 0 for {@code dense}, 3 for {@code dense_3}, -1 for another class. */
  private static long number(String name, String snake) {
    if (name.equals(snake)) {
      return 0;
    }
    String rest = name.startsWith(snake + "_") ? name.substring(snake.length() + 1) : "";
    return VariableTree.numbered(rest) ? Long.parseLong(rest) : -1;
  }

  /** Snake-cased classes by layer name, in the order of the model; operations are no layers. */
  private static Map<String, String> classes(JsonNode model) {
    Map<String, String> classes = new LinkedHashMap<>();
    for (JsonNode layer : layers(model)) {
      if (!layer.path("module").asText().contains(".ops.")) {
        classes.put(name(layer), snake(layer.path("class_name").asText()));
      }
    }
    return classes;
  }

  /** The layers of a model's configuration; a list in the oldest Sequential. */
  static JsonNode layers(JsonNode model) {
    JsonNode config = model.path("config");
    return config.isArray() ? config : config.path("layers");
  }

  static String name(JsonNode layer) {
    JsonNode name = layer.path("config").path("name");
    return name.isTextual() ? name.textValue() : layer.path("name").asText();
  }

  /** keras 3.15.1, src/utils/naming.py, to_snake_case. */
  static String snake(String className) {
    String plain = className.substring(className.lastIndexOf('>') + 1);
    return PYTHON_NAMES
        .getOrDefault(plain, plain)
        .replaceAll("\\W+", "")
        .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }
}
