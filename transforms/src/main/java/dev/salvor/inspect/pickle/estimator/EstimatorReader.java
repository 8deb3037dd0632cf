package dev.salvor.inspect.pickle.estimator;

import dev.salvor.format.pickle.DictNode;
import dev.salvor.format.pickle.PickleNode;
import dev.salvor.format.pickle.PickleText;
import dev.salvor.format.pickle.PickleValues;
import dev.salvor.format.pickle.PickledInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Finds the scikit-learn object that a pickle is, or holds as one of its values, and reads what it
 * does: a Pipeline, a search with its best estimator, a wrapper of a Keras model.
 */
public final class EstimatorReader {
  private static final Set<String> SEARCHES =
      Set.of("GridSearchCV", "RandomizedSearchCV", "HalvingGridSearchCV", "HalvingRandomSearchCV");
  private static final int DEPTH = 16;

  private final Predicate<PickleNode> network;
  private final List<Step> steps = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final List<String> obstacles = new ArrayList<>();
  private Optional<Head> head = Optional.empty();

  private EstimatorReader(Predicate<PickleNode> network) {
    this.network = network;
  }

  /**
   * What was found.
   *
   * @param estimator empty where there is none, or where there are obstacles
   * @param obstacles parts of it that are not understood
   * @param beside classes of objects that stand beside it in the pickle
   */
  public record Found(Optional<Estimator> estimator, List<String> obstacles, Set<String> beside) {
    public static final Found NONE = new Found(Optional.empty(), List.of(), Set.of());

    public Found {
      obstacles = List.copyOf(obstacles);
      beside = Set.copyOf(beside);
    }
  }

  /**
   * @param network tells the one Keras model of the pickle
   */
  public static Found in(PickleNode root, Predicate<PickleNode> network) {
    List<PickleNode> values =
        root instanceof DictNode dict
            ? dict.values()
            : PickleValues.sequence(root).orElse(List.of(root));
    List<PickleNode> candidates =
        values.stream()
            .filter(
                node ->
                    PickledInstance.of(node)
                        .filter(object -> holder(object) || Wrappers.is(object))
                        .isPresent())
            .toList();
    if (candidates.size() != 1) {
      return Found.NONE;
    }
    EstimatorReader reader = new EstimatorReader(network);
    PickledInstance.of(candidates.get(0)).ifPresent(object -> reader.read(object, DEPTH));
    Optional<Estimator> estimator =
        reader.head.map(head -> new Estimator(String.join(", ", reader.names), reader.steps, head));
    return new Found(
        reader.obstacles.isEmpty() ? estimator : Optional.empty(),
        reader.obstacles,
        Classes.in(values.stream().filter(node -> node != candidates.get(0)).toList()));
  }

  private static boolean holder(PickledInstance object) {
    return pipeline(object) || search(object);
  }

  private static boolean pipeline(PickledInstance object) {
    return object.type().qualified().equals("sklearn.pipeline.Pipeline");
  }

  private static boolean search(PickledInstance object) {
    return object.type().module().startsWith("sklearn.") && SEARCHES.contains(object.type().name());
  }

  private void read(PickledInstance object, int depth) {
    if (depth == 0) {
      obstacles.add("pipelines are nested more than " + DEPTH + " deep");
    } else if (pipeline(object)) {
      pipeline(object, depth);
    } else if (search(object)) {
      Optional<PickledInstance> best =
          object.attributes().value("best_estimator_").flatMap(PickledInstance::of);
      if (best.isPresent()) {
        read(best.get(), depth - 1);
      } else {
        obstacles.add("sklearn " + object.type().name() + " has no best estimator");
      }
    } else {
      wrapper(object);
    }
  }

  private void wrapper(PickledInstance object) {
    Wrappers.Outcome read = Wrappers.read(object, network);
    names.add(object.type().name());
    head = read.head();
    read.obstacle().ifPresent(obstacles::add);
  }

  private void pipeline(PickledInstance object, int depth) {
    Optional<String> unknown =
        new Attributes(object).unknown(Set.of("steps", "memory", "transform_input"));
    if (unknown.isPresent()) {
      obstacles.add("sklearn Pipeline has the attribute " + unknown.get() + ", which is not known");
      return;
    }
    List<PickleNode> all =
        object.attributes().value("steps").map(Attributes::items).orElse(List.of());
    for (int i = 0; i < all.size(); i++) {
      List<PickleNode> pair = Attributes.items(all.get(i));
      if (pair.size() != 2) {
        obstacles.add("Pipeline step " + (i + 1) + " is no pair of a name and an object");
        return;
      }
      String place =
          "Pipeline step "
              + (i + 1)
              + " '"
              + PickleText.printable(PickleValues.text(pair.get(0), 256).orElse("?"))
              + "'";
      step(pair.get(1), place, i == all.size() - 1, depth);
    }
  }

  private void step(PickleNode node, String place, boolean last, int depth) {
    Optional<PickledInstance> object = PickledInstance.of(node);
    if (network.test(node)) {
      names.add("the Keras model");
      head = Optional.of(new Head.Network());
    } else if (node == PickleNode.Constant.NONE || PickleValues.isText(node, "passthrough")) {
      names.add("passthrough");
    } else if (object.filter(inner -> holder(inner) || (last && Wrappers.is(inner))).isPresent()) {
      int before = obstacles.size();
      read(object.get(), depth - 1);
      for (int i = before; i < obstacles.size(); i++) {
        obstacles.set(i, place + ": " + obstacles.get(i));
      }
    } else {
      Transformers.Outcome read = Transformers.read(node);
      object.ifPresent(inner -> names.add(inner.type().name()));
      steps.addAll(read.steps());
      read.obstacle().ifPresent(obstacle -> obstacles.add(place + ": " + obstacle));
    }
  }
}
