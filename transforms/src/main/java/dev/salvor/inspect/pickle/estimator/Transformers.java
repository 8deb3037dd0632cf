package dev.salvor.inspect.pickle.estimator;

import dev.salvor.format.pickle.NumpyArray;
import dev.salvor.format.pickle.PickleNode;
import dev.salvor.format.pickle.PickleText;
import dev.salvor.format.pickle.PickledInstance;
import dev.salvor.inspect.pickle.estimator.Step.Clip;
import dev.salvor.inspect.pickle.estimator.Step.Columns;
import dev.salvor.inspect.pickle.estimator.Step.Norm;
import dev.salvor.inspect.pickle.estimator.Step.Normalize;
import dev.salvor.inspect.pickle.estimator.Step.Operation;
import dev.salvor.inspect.pickle.estimator.Step.Project;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Transformers of scikit-learn 0.18 to 1.9 as arithmetic on float64 (sklearn/preprocessing/data.py,
 * later _data.py, and sklearn/decomposition/_pca.py, the methods {@code transform}).
 */
final class Transformers {
  private static final double EPSILON = Math.ulp(1.0);

  /**
   * How one class is read.
   *
   * @param attributes all that it may have
   */
  private record Reader(Set<String> attributes, Reading reading) {}

  private interface Reading {
    /** Empty where it is not understood. */
    Optional<List<Step>> read(Attributes attributes);
  }

  private static final Map<String, Reader> TABLE =
      Map.of(
          "StandardScaler",
          new Reader(
              Set.of("with_mean", "with_std", "mean_", "scale_", "std_", "var_", "n_samples_seen_"),
              a -> scaled(a, "with_mean", "mean_", "with_std", "scale_")),
          "RobustScaler",
          new Reader(
              Set.of(
                  "with_centering",
                  "with_scaling",
                  "quantile_range",
                  "unit_variance",
                  "center_",
                  "scale_"),
              a -> scaled(a, "with_centering", "center_", "with_scaling", "scale_")),
          "MinMaxScaler",
          new Reader(
              Set.of(
                  "feature_range",
                  "clip",
                  "min_",
                  "scale_",
                  "data_min_",
                  "data_max_",
                  "data_range_",
                  "n_samples_seen_"),
              Transformers::minMax),
          "MaxAbsScaler",
          new Reader(Set.of("clip", "scale_", "max_abs_", "n_samples_seen_"), Transformers::maxAbs),
          "Normalizer",
          new Reader(Set.of("norm"), Transformers::normalizer),
          "FunctionTransformer",
          new Reader(
              Set.of(
                  "func",
                  "inverse_func",
                  "validate",
                  "_validate",
                  "accept_sparse",
                  "pass_y",
                  "check_inverse",
                  "kw_args",
                  "inv_kw_args",
                  "feature_names_out"),
              Transformers::function),
          "PCA",
          new Reader(
              Set.of(
                  "n_components",
                  "whiten",
                  "svd_solver",
                  "tol",
                  "iterated_power",
                  "n_oversamples",
                  "power_iteration_normalizer",
                  "random_state",
                  "n_samples_",
                  "n_features_",
                  "n_components_",
                  "noise_variance_",
                  "mean_",
                  "components_",
                  "explained_variance_",
                  "explained_variance_ratio_",
                  "singular_values_",
                  "_fit_svd_solver"),
              Transformers::pca));

  private Transformers() {}

  /** What {@code node} does, or why that is not known. */
  static Outcome read(PickleNode node) {
    Optional<PickledInstance> object = PickledInstance.of(node);
    if (object.isEmpty() || !object.get().type().module().startsWith("sklearn.")) {
      return Outcome.obstacle(PickleText.of(node) + " is not converted");
    }
    String name = object.get().type().name();
    Reader reader = TABLE.get(name);
    if (reader == null) {
      return Outcome.obstacle("sklearn " + name + " is not converted");
    }
    Attributes attributes = new Attributes(object.get());
    Optional<String> unknown = attributes.unknown(reader.attributes());
    if (unknown.isPresent()) {
      return Outcome.obstacle(
          "sklearn " + name + " has the attribute " + unknown.get() + ", which is not known");
    }
    return reader
        .reading()
        .read(attributes)
        .map(Outcome::steps)
        .orElseGet(
            () ->
                Outcome.obstacle(
                    "sklearn "
                        + name
                        + attributes
                            .node("func")
                            .map(function -> " of " + PickleText.of(function))
                            .orElse("")
                        + " is not converted as it is set or fitted"));
  }

  /**
   * @param obstacle null where the steps are known
   */
  record Outcome(List<Step> steps, Optional<String> obstacle) {
    Outcome {
      steps = List.copyOf(steps);
    }

    static Outcome steps(List<Step> steps) {
      return new Outcome(steps, Optional.empty());
    }

    static Outcome obstacle(String obstacle) {
      return new Outcome(List.of(), Optional.of(obstacle));
    }
  }

  private static Optional<List<Step>> scaled(
      Attributes a, String centering, String center, String scaling, String scale) {
    List<Step> steps = new ArrayList<>();
    if (a.flag(centering)) {
      Optional<double[]> values = a.vector(center);
      if (values.isEmpty()) {
        return Optional.empty();
      }
      steps.add(new Columns(Operation.SUBTRACT, values.get()));
    }
    if (a.flag(scaling)) {
      Optional<double[]> values = a.vector(scale);
      if (values.isEmpty()) {
        return Optional.empty();
      }
      steps.add(new Columns(Operation.DIVIDE, values.get()));
    }
    return Optional.of(steps);
  }

  /** A function of NumPy on each value, or none: the rows as they are. */
  private static Optional<List<Step>> function(Attributes a) {
    Optional<PickleNode> function = a.node("func");
    return function.isEmpty()
        ? Optional.of(List.of())
        : a.node("kw_args").isPresent()
            ? Optional.empty()
            : function.flatMap(Ufuncs::name).flatMap(Step.Elementwise::of).map(List::<Step>of);
  }

  private static Optional<List<Step>> minMax(Attributes a) {
    Optional<double[]> scale = a.vector("scale_");
    Optional<double[]> min = a.vector("min_");
    if (scale.isEmpty() || min.isEmpty()) {
      return Optional.empty();
    }
    List<Step> steps = new ArrayList<>();
    steps.add(new Columns(Operation.MULTIPLY, scale.get()));
    steps.add(new Columns(Operation.ADD, min.get()));
    if (a.flag("clip")) {
      List<PickleNode> range = a.node("feature_range").map(Attributes::items).orElse(List.of());
      OptionalDouble low = range.size() == 2 ? Attributes.number(range.get(0)) : none();
      OptionalDouble high = range.size() == 2 ? Attributes.number(range.get(1)) : none();
      if (low.isEmpty() || high.isEmpty()) {
        return Optional.empty();
      }
      steps.add(new Clip(low.getAsDouble(), high.getAsDouble()));
    }
    return Optional.of(steps);
  }

  private static OptionalDouble none() {
    return OptionalDouble.empty();
  }

  private static Optional<List<Step>> maxAbs(Attributes a) {
    return a.vector("scale_")
        .map(
            scale -> {
              Step divide = new Columns(Operation.DIVIDE, scale);
              return a.flag("clip") ? List.of(divide, new Clip(-1, 1)) : List.of(divide);
            });
  }

  /**
   * Before 0.24 norms that are 0 count as 1, since then those below 10 epsilon; before 0.22 {@code
   * max} was that of the values and not of their magnitudes.
   */
  private static Optional<List<Step>> normalizer(Attributes a) {
    int version = a.version();
    if (version == 0) {
      return Optional.empty();
    }
    double least = version < 24 ? 0 : 10 * EPSILON;
    return switch (a.text("norm").orElse("")) {
      case "l1" -> Optional.of(List.of(new Normalize(Norm.L1, least)));
      case "l2" -> Optional.of(List.of(new Normalize(Norm.L2, least)));
      case "max" ->
          version < 23 ? Optional.empty() : Optional.of(List.of(new Normalize(Norm.MAX, least)));
      default -> Optional.empty();
    };
  }

  private static Optional<List<Step>> pca(Attributes a) {
    Optional<NumpyArray> components = a.matrix("components_");
    Optional<double[]> matrix = components.flatMap(Attributes::doubles);
    Optional<double[]> variance = a.vector("explained_variance_");
    Optional<double[]> mean = a.vector("mean_");
    if (matrix.isEmpty() || mean.isEmpty() || (a.flag("whiten") && variance.isEmpty())) {
      return Optional.empty();
    }
    int rows = components.get().shape().get(0).intValue();
    int columns = components.get().shape().get(1).intValue();
    List<Step> steps = new ArrayList<>();
    steps.add(new Columns(Operation.SUBTRACT, mean.get()));
    steps.add(
        new Project(
            rows,
            columns,
            components.get().fortran() ? rowMajor(matrix.get(), rows, columns) : matrix.get()));
    if (a.flag("whiten")) {
      double[] deviation = variance.get();
      for (int i = 0; i < deviation.length; i++) {
        deviation[i] = Math.sqrt(deviation[i]);
        if (deviation[i] < EPSILON) {
          return Optional.empty();
        }
      }
      steps.add(new Columns(Operation.DIVIDE, deviation));
    }
    return Optional.of(steps);
  }

  private static double[] rowMajor(double[] byColumn, int rows, int columns) {
    double[] values = new double[byColumn.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        values[row * columns + column] = byColumn[column * rows + row];
      }
    }
    return values;
  }
}
