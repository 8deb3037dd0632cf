package dev.salvor.convert.keras.weights.checkpoint;

import static dev.salvor.convert.keras.weights.checkpoint.CheckpointWeights.mismatch;

import dev.salvor.convert.keras.weights.BuiltLayer;
import dev.salvor.convert.keras.weights.Weight;
import dev.salvor.format.checkpoint.CheckpointEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keys by the names that a graph gave its variables, {@code dense_1/kernel}: tf.train.Saver of a
 * session in which Keras built the model. Scopes around the model and inside a layer do not matter
 * as long as one variable alone fits.
 */
final class VariableNames {
  /** Slots of optimizers and counters of training. */
  private static final Pattern TRAINING =
      Pattern.compile(
          "(?:.*/)?(?:training|optimizer|Adam|Adam_1|Momentum|RMSProp|RMSProp_1|Adagrad|Adadelta"
              + "|Adadelta_1|Ftrl|Ftrl_1|ExponentialMovingAverage|global_step|beta[12]_power)(?:/.*)?"
              + "|(?:SGD|RMSprop|Nadam|Adamax)(?:_\\d+)?/.*");

  private final List<CheckpointEntry> entries;
  private final Map<Weight, String> keys = new LinkedHashMap<>();

  VariableNames(List<CheckpointEntry> entries) {
    this.entries =
        entries.stream().filter(entry -> !TRAINING.matcher(entry.key()).matches()).toList();
  }

  Map<Weight, String> of(BuiltLayer model) {
    bind(model, List.of());
    List<String> left = new ArrayList<>(entries.stream().map(CheckpointEntry::key).toList());
    left.removeAll(Set.copyOf(keys.values()));
    if (!left.isEmpty()) {
      throw mismatch(
          model.name(),
          "the checkpoint holds variables that the model does not have: "
              + String.join(", ", left.stream().limit(8).toList()));
    }
    return keys;
  }

  private void bind(BuiltLayer layer, List<String> scopes) {
    for (Weight weight : layer.own()) {
      keys.put(weight, key(weight, scopes));
    }
    layer
        .children()
        .forEach(
            (name, child) -> {
              List<String> inner = new ArrayList<>(scopes);
              if (layer.model()) {
                inner.clear();
                inner.add(name);
              } else {
                inner.add(direction(name));
              }
              bind(child, inner);
            });
  }

  /** Bidirectional names its layers {@code forward_lstm}; other inner layers may have any scope. */
  private static String direction(String attribute) {
    return switch (attribute) {
      case "forward_layer" -> "forward_*";
      case "backward_layer" -> "backward_*";
      default -> "*";
    };
  }

  private String key(Weight weight, List<String> scopes) {
    List<String> found =
        entries.stream()
            .filter(entry -> entry.shape().equals(weight.shape()))
            .map(CheckpointEntry::key)
            .filter(key -> fits(key, weight.name(), scopes))
            .toList();
    if (found.size() != 1) {
      throw mismatch(
          weight.path(),
          String.format(
              "the checkpoint holds %s for %s %s",
              found.isEmpty() ? "no variable" : String.join(" and ", found),
              weight.path(),
              weight.shape()));
    }
    return found.get(0);
  }

  /** Whether the key ends in the variable and names the scopes that are known, in order. */
  private static boolean fits(String key, String variable, List<String> scopes) {
    List<String> steps = Arrays.asList(key.split("/", -1));
    if (!steps.get(steps.size() - 1).equals(variable)) {
      return false;
    }
    int next = 0;
    for (String scope : scopes) {
      if (scope.equals("*")) {
        continue;
      }
      String prefix = scope.endsWith("_*") ? scope.substring(0, scope.length() - 1) : null;
      while (next < steps.size() - 1
          && !(prefix == null
              ? steps.get(next).equals(scope)
              : steps.get(next).startsWith(prefix))) {
        next++;
      }
      if (next++ >= steps.size() - 1) {
        return false;
      }
    }
    return true;
  }
}
