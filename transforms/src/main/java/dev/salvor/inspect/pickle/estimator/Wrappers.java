package dev.salvor.inspect.pickle.estimator;

import dev.salvor.format.pickle.PickleNode;
import dev.salvor.format.pickle.PickleValues;
import dev.salvor.format.pickle.PickledInstance;
import dev.salvor.inspect.pickle.estimator.Head.Classifier;
import dev.salvor.inspect.pickle.estimator.Head.Decision;
import dev.salvor.inspect.pickle.estimator.Head.Regressor;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * KerasClassifier and KerasRegressor of {@code keras.wrappers.scikit_learn} (Keras 1 to 2.15) and
 * of scikeras (0.3 to 0.13).
 */
final class Wrappers {
  private static final String SCIKERAS = "scikeras.wrappers";
  private static final String KERAS = ".wrappers.scikit_learn";
  private static final String ENCODERS = "scikeras.utils.transformers.";

  private Wrappers() {}

  /**
   * @param obstacle why the head is not understood; empty where it is
   */
  record Outcome(Optional<Head> head, Optional<String> obstacle) {
    private static Outcome of(Head head) {
      return new Outcome(Optional.of(head), Optional.empty());
    }

    private static Outcome obstacle(String obstacle) {
      return new Outcome(Optional.empty(), Optional.of(obstacle));
    }
  }

  static boolean is(PickledInstance object) {
    String name = object.type().name();
    String module = object.type().module();
    return (name.equals("KerasClassifier") || name.equals("KerasRegressor"))
        && (module.equals(SCIKERAS) || module.endsWith(KERAS));
  }

  static Outcome read(PickledInstance object, Predicate<PickleNode> network) {
    Attributes attributes = new Attributes(object);
    boolean classifier = object.type().name().equals("KerasClassifier");
    boolean scikeras = object.type().module().equals(SCIKERAS);
    if (attributes.node(scikeras ? "model_" : "model").filter(network).isEmpty()) {
      return Outcome.obstacle(object.type().name() + " is not fitted");
    } else if (scikeras) {
      return scikeras(attributes, classifier);
    } else if (!classifier) {
      return Outcome.of(new Head.Squeezed());
    }
    return attributes
        .labels("classes_")
        .map(labels -> Outcome.of(new Classifier(Decision.KERAS, labels, 0)))
        .orElseGet(() -> Outcome.obstacle("the classes of KerasClassifier are not read"));
  }

  private static Outcome scikeras(Attributes attributes, boolean classifier) {
    Optional<PickledInstance> features =
        attributes.node("feature_encoder_").flatMap(PickledInstance::of);
    if (features.isPresent()) {
      Optional<String> obstacle =
          Transformers.read(attributes.node("feature_encoder_").orElseThrow()).obstacle();
      boolean identity = features.get().type().name().equals("FunctionTransformer");
      if (obstacle.isPresent() || !identity) {
        return Outcome.obstacle(
            "the feature encoder " + features.get().type().qualified() + " is not converted");
      }
    }
    Optional<PickledInstance> target =
        attributes.node("target_encoder_").flatMap(PickledInstance::of);
    String name = target.map(encoder -> encoder.type().qualified()).orElse("");
    String expected = ENCODERS + (classifier ? "ClassifierLabelEncoder" : "RegressorTargetEncoder");
    if (!name.equals(expected)) {
      return Outcome.obstacle(
          "the target encoder " + (name.isEmpty() ? "is missing" : name + " is not converted"));
    }
    Attributes encoder = new Attributes(target.orElseThrow());
    OptionalInt columns = columns(encoder);
    if (columns.isEmpty()) {
      return Outcome.obstacle("the target encoder does not tell the shape of the targets");
    }
    return classifier
        ? classifier(encoder, columns.getAsInt())
        : Outcome.of(new Regressor(columns.getAsInt()));
  }

  /** Columns of the targets; 0 where they were a vector, which predictions then are too. */
  private static OptionalInt columns(Attributes encoder) {
    List<PickleNode> shape = encoder.node("_y_shape").map(Attributes::items).orElse(List.of());
    if (shape.size() == 1) {
      return OptionalInt.of(0);
    }
    OptionalLong columns =
        shape.size() == 2 ? PickleValues.integer(shape.get(1)) : OptionalLong.empty();
    return columns.isPresent() && columns.getAsLong() > 0 && columns.getAsLong() < 1 << 20
        ? OptionalInt.of((int) columns.getAsLong())
        : OptionalInt.empty();
  }

  private static Outcome classifier(Attributes encoder, int columns) {
    String target = encoder.text("_target_type").orElse("");
    Decision decision =
        switch (target) {
          case "binary" -> Decision.BINARY;
          case "multiclass" -> Decision.MULTICLASS;
          case "multiclass-onehot" -> Decision.ONE_HOT;
          case "multilabel-indicator" -> Decision.MULTILABEL;
          default -> null;
        };
    Optional<Labels> labels = encoder.labels("classes_");
    boolean encoded = decision == Decision.BINARY || decision == Decision.MULTICLASS;
    return decision == null
        ? Outcome.obstacle("predictions for targets of the type '" + target + "' are not defined")
        : labels.isEmpty() || (encoded && !categories(encoder))
            ? Outcome.obstacle("the classes of KerasClassifier are not read")
            : Outcome.of(new Classifier(decision, labels.get(), columns));
  }

  /** Whether the labels are those that the encoder inside, which decides, gives back. */
  private static boolean categories(Attributes encoder) {
    Optional<PickledInstance> last =
        encoder
            .node("_final_encoder")
            .flatMap(PickledInstance::of)
            .flatMap(pipeline -> pipeline.attributes().value("steps"))
            .map(Attributes::items)
            .filter(steps -> steps.size() == 2)
            .map(steps -> Attributes.items(steps.get(1)))
            .filter(pair -> pair.size() == 2)
            .flatMap(pair -> PickledInstance.of(pair.get(1)));
    Optional<List<PickleNode>> categories =
        last.filter(
                object ->
                    object.type().name().equals("OrdinalEncoder")
                        || object.type().name().equals("OneHotEncoder"))
            .flatMap(object -> object.attributes().value("categories_"))
            .flatMap(PickleValues::sequence);
    return categories
        .filter(
            list ->
                list.size() == 1
                    && Attributes.labels(list.get(0)).equals(encoder.labels("classes_")))
        .isPresent();
  }
}
