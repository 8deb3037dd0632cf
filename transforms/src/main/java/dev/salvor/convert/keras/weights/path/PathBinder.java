package dev.salvor.convert.keras.weights.path;

import dev.salvor.convert.keras.weights.BuiltLayer;
import dev.salvor.convert.keras.weights.CastTensor;
import dev.salvor.convert.keras.weights.Weight;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Fix;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.hdf5.Dataset;
import dev.salvor.format.tensor.TensorData;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Gives the arrays of {@code vars} groups to the variables of layers. */
final class PathBinder {
  private static final String PRECISION = "keras/stored-precision";

  private final VariableTree tree;
  private final Map<Weight, TensorData> bound = new LinkedHashMap<>();
  private final Set<String> used = new HashSet<>();
  private final List<String> cast = new ArrayList<>();

  /**
   * @param taken arrays that were handed out while the model was built
   */
  PathBinder(VariableTree tree, Set<String> taken) {
    this.tree = tree;
    this.used.addAll(taken);
  }

  Map<Weight, TensorData> bound() {
    return bound;
  }

  List<Fix> fixes() {
    List<Fix> fixes = new ArrayList<>();
    if (!cast.isEmpty()) {
      fixes.add(
          new Fix(
              PRECISION,
              "Weights stored in another precision were converted to that of the layer.",
              List.copyOf(cast)));
    }
    return fixes;
  }

  /** Binds the variables that {@code layer} itself created to the arrays of {@code path/vars}. */
  void own(BuiltLayer layer, String path) {
    if (layer.own().isEmpty()) {
      return;
    }
    String vars = VariableTree.join(path, "vars");
    List<String> numbered = tree.arrays(vars).stream().filter(VariableTree::numbered).toList();
    List<Weight> unnamed = new ArrayList<>();
    for (Weight weight : inStoredOrder(layer)) {
      String named = vars + "/" + weight.name();
      if (tree.array(named).isPresent()) {
        bind(layer, weight, named);
      } else {
        unnamed.add(weight);
      }
    }
    if (numbered.size() > unnamed.size()) {
      numbered = withoutCopies(path, numbered);
    }
    if (unnamed.size() != numbered.size()) {
      throw finding(
          numbered.size() < unnamed.size()
              ? Rule.KERAS_WEIGHTS_MISSING
              : Rule.KERAS_WEIGHTS_MISMATCH,
          layer,
          String.format(
              "%s has %d arrays %s, the file holds %d in %s%s",
              layer.name(),
              unnamed.size(),
              unnamed,
              numbered.size(),
              vars,
              FewBits.reason(layer, datasets(vars, numbered))));
    }
    for (int index = 0; index < unnamed.size(); index++) {
      bind(layer, unnamed.get(index), vars + "/" + numbered.get(index));
    }
  }

  private List<Dataset> datasets(String vars, List<String> names) {
    return names.stream()
        .map(name -> tree.array(vars + "/" + name))
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * A layer that keeps a variable of a layer inside it under an attribute saves it once more:
   * SpectralNormalization the kernel (keras 3.15.1, src/layers/normalization).
   */
  private List<String> withoutCopies(String path, List<String> numbered) {
    String vars = VariableTree.join(path, "vars");
    List<String> inner =
        tree.all(path).stream().filter(array -> !array.startsWith(vars + "/")).toList();
    List<String> own = new ArrayList<>();
    for (String name : numbered) {
      String array = vars + "/" + name;
      if (inner.stream().anyMatch(other -> tree.same(array, other))) {
        used.add(array);
      } else {
        own.add(name);
      }
    }
    return own;
  }

  /**
   * Trainable ones first; those of a layer with weights in few bits in the order that each mode has
   * (keras 3.15.1, src/layers/core/dense.py, variable_serialization_spec).
   */
  private static List<Weight> inStoredOrder(BuiltLayer layer) {
    if (FewBits.of(layer).isPresent()) {
      return layer.own();
    }
    return Stream.concat(
            layer.own().stream().filter(Weight::trainable),
            layer.own().stream().filter(weight -> !weight.trainable()))
        .toList();
  }

  private void bind(BuiltLayer layer, Weight weight, String path) {
    Dataset array = tree.array(path).orElseThrow(() -> missing(layer, path));
    if (!array.shape().equals(weight.shape())) {
      throw finding(
          Rule.KERAS_WEIGHTS_MISMATCH,
          layer,
          String.format(
              "%s of layer %s should be %s, the file holds %s in %s",
              weight.name(), layer.name(), weight.shape(), array.shape(), path));
    }
    TensorData data = array.data();
    if (data.type() != weight.type()) {
      data = CastTensor.of(data, weight);
      cast.add(weight.path());
    }
    bound.put(weight, data);
    used.add(path);
  }

  /**
   * Refuses arrays among {@code paths} that no variable took. TextVectorization and its lookup
   * layer both save {@code idf_weights}: one of the two is enough.
   */
  void requireAllUsed(List<String> paths) {
    boolean idf = used.stream().anyMatch(path -> path.endsWith("/idf_weights"));
    List<String> left =
        paths.stream()
            .filter(path -> !used.contains(path))
            .filter(path -> !(idf && path.endsWith("/idf_weights")))
            .toList();
    if (!left.isEmpty()) {
      throw Finding.of(
              Rule.KERAS_WEIGHTS_MISMATCH,
              Location.tensor(left.get(0)),
              "the file holds %d arrays that no layer of the model has: %s",
              left.size(),
              String.join(", ", left.subList(0, Math.min(5, left.size()))))
          .exception();
    }
  }

  ArtifactException missing(BuiltLayer layer, String path) {
    return finding(
        Rule.KERAS_WEIGHTS_MISSING,
        layer,
        String.format("the file holds no weights for layer %s in %s", layer.name(), path));
  }

  private static ArtifactException finding(Rule rule, BuiltLayer layer, String message) {
    return Finding.of(rule, Location.layer(layer.config().path()), message).exception();
  }
}
