package dev.salvor.inspect.keras;

import dev.salvor.format.hdf5.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a file of weights holds, in a few words. */
final class WeightListing {
  private static final int SHOWN = 12;

  private WeightListing() {}

  static boolean isWeights(Group root) {
    return root.hasAttribute("layer_names")
        || root.hasAttribute("layer_names0")
        || root.hasAttribute("nb_layers")
        || root.group("layers").isPresent()
        || root.group("_layer_checkpoint_dependencies").isPresent()
        || root.group("model_weights").isPresent();
  }

  /** {@code conv1: kernel:0 (3, 3, 1, 8), bias:0 (8,); …}. */
  static String of(Group root) {
    Group weights = root.group("model_weights").orElse(root);
    List<String> layers = new ArrayList<>();
    for (String layer : weights.texts("layer_names").orElse(weights.children())) {
      Optional<Group> group = weights.group(layer);
      List<String> arrays = new ArrayList<>();
      group
          .flatMap(found -> found.texts("weight_names"))
          .orElse(List.of())
          .forEach(
              name ->
                  group
                      .flatMap(found -> found.dataset(name))
                      .ifPresent(
                          data ->
                              arrays.add(
                                  name.substring(name.lastIndexOf('/') + 1) + " " + data.shape())));
      if (!arrays.isEmpty() || weights.texts("layer_names").isEmpty()) {
        layers.add(arrays.isEmpty() ? layer : layer + ": " + String.join(", ", arrays));
      }
    }
    String listed = String.join("; ", layers.stream().limit(SHOWN).toList());
    return layers.size() > SHOWN ? listed + "; and " + (layers.size() - SHOWN) + " more" : listed;
  }
}
