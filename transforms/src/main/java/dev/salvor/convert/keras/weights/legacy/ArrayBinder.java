package dev.salvor.convert.keras.weights.legacy;

import dev.salvor.convert.keras.weights.Weight;
import dev.salvor.convert.keras.weights.legacy.WeightParts.Part;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Fix;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.inspect.keras.architecture.Era;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Gives stored arrays to variables by position, after the recipes of the era. */
final class ArrayBinder {
  private final Era era;
  private final Map<Weight, TensorData> bound = new LinkedHashMap<>();
  private final Map<ArrayRecipe, List<String>> applied = new LinkedHashMap<>();

  ArrayBinder(Era era) {
    this.era = era;
  }

  Map<Weight, TensorData> bound() {
    return bound;
  }

  List<Fix> fixes() {
    List<Fix> fixes = new ArrayList<>();
    applied.forEach(
        (recipe, where) ->
            fixes.add(
                new Fix(recipe.id(), recipe.description(), where.stream().distinct().toList())));
    return fixes;
  }

  /** How many arrays were stored for {@code parts}. */
  int stored(List<Part> parts) {
    return parts.stream().mapToInt(this::stored).sum();
  }

  private int stored(Part part) {
    return ArrayRecipes.ALL.stream()
        .mapToInt(recipe -> recipe.stored(part, era))
        .filter(count -> count != part.weights().size())
        .findFirst()
        .orElse(part.weights().size());
  }

  /**
   * @param name of the layer, for messages
   * @param parts in stored order
   * @param arrays all that are stored for the layer
   */
  void bind(String name, List<Part> parts, List<TensorData> arrays) {
    int expected = stored(parts);
    if (arrays.size() != expected
        && arrays.size() == parts.stream().mapToInt(part -> part.weights().size()).sum()) {
      expected = arrays.size();
    } else if (arrays.size() != expected) {
      throw mismatch(
          name,
          String.format(
              "the layer has %d arrays %s, the file holds %d %s",
              expected, shapes(parts), arrays.size(), found(arrays)));
    }
    boolean perPart = expected == stored(parts);
    int next = 0;
    for (Part part : parts) {
      int count = perPart ? stored(part) : part.weights().size();
      bind(name, part, arrays.subList(next, next + count));
      next += count;
    }
  }

  private void bind(String name, Part part, List<TensorData> stored) {
    List<TensorData> arrays = List.copyOf(stored);
    for (ArrayRecipe recipe : ArrayRecipes.ALL) {
      List<TensorData> changed = recipe.apply(part, era, arrays);
      if (changed != arrays) {
        applied.computeIfAbsent(recipe, key -> new ArrayList<>()).add(part.layer().config().path());
        arrays = changed;
      }
    }
    for (int i = 0; i < part.weights().size(); i++) {
      Weight weight = part.weights().get(i);
      TensorData array = arrays.get(i);
      if (!array.shape().equals(weight.shape())) {
        throw mismatch(
            name,
            String.format(
                "%s of layer %s should be %s, the file holds %s",
                weight.name(), part.layer().name(), weight.shape(), array.shape()));
      }
      bound.put(weight, array);
    }
  }

  static ArtifactException mismatch(String layer, String message) {
    return Finding.of(
            Rule.KERAS_WEIGHTS_MISMATCH,
            Location.layer(layer),
            "weights of layer %s do not fit: %s",
            layer,
            message)
        .exception();
  }

  private static String shapes(List<Part> parts) {
    return parts.stream()
        .flatMap(part -> part.weights().stream())
        .map(weight -> weight.name() + weight.shape())
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String found(List<TensorData> arrays) {
    return arrays.stream()
        .map(array -> array.shape().toString())
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
