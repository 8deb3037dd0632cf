package dev.salvor.convert.salvage;

import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.pickle.estimator.Head;
import dev.salvor.inspect.pickle.estimator.Head.Classifier;
import dev.salvor.inspect.pickle.estimator.Head.Decision;
import dev.salvor.inspect.pickle.estimator.Labels;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What an estimator makes of the one output of its network, a matrix of known width: the methods of
 * scikit-learn by name, each with its result.
 */
final class HeadGraph {

  /**
   * A result.
   *
   * @param name {@code probabilities}, {@code classes} or {@code predictions}
   */
  record Result(String name, Tensor tensor, Shape shape) {}

  private final GraphBuilder graph;
  private final Tensor output;
  private final int width;

  HeadGraph(GraphBuilder graph, Tensor output, int width) {
    this.graph = graph;
    this.output = output;
    this.width = width;
  }

  /** Why {@code head} does not fit a network with {@code width} outputs; empty where it does. */
  static Optional<String> misfit(Head head, int width) {
    if (head instanceof Head.Regressor regressor) {
      return fits(width == Math.max(1, regressor.columns()), "the targets", width);
    } else if (head instanceof Classifier classifier) {
      int classes = classifier.labels().size();
      return switch (classifier.decision()) {
        case KERAS, BINARY ->
            fits(width == classes || (width == 1 && classes == 2), classes + " classes", width);
        case MULTICLASS -> fits(width == classes && width > 1, classes + " classes", width);
        case ONE_HOT, MULTILABEL ->
            fits(width == classifier.columns() && width > 1, "the targets", width);
      };
    }
    return Optional.empty();
  }

  private static Optional<String> fits(boolean does, String what, int width) {
    return does
        ? Optional.empty()
        : Optional.of("the network has " + width + " outputs, which do not fit " + what);
  }

  Map<String, Result> results(Head head) {
    Map<String, Result> results = new LinkedHashMap<>();
    if (head instanceof Classifier classifier) {
      Tensor both = width == 1 ? both() : output;
      results.put(
          "predict_proba",
          new Result("probabilities", both, Shape.of(Shape.UNKNOWN, Math.max(2, width))));
      results.put("predict", classes(classifier, both));
    } else if (head instanceof Head.Regressor regressor && regressor.columns() > 0) {
      results.put(
          "predict", new Result("predictions", copy(output), Shape.of(Shape.UNKNOWN, width)));
    } else {
      results.put(
          "predict",
          width == 1
              ? new Result("predictions", vector(output), Shape.of(Shape.UNKNOWN))
              : new Result("predictions", copy(output), Shape.of(Shape.UNKNOWN, width)));
    }
    return results;
  }

  private Result classes(Classifier classifier, Tensor both) {
    Decision decision = classifier.decision();
    if (decision == Decision.MULTILABEL) {
      Tensor rounded = graph.apply("Round", output);
      return new Result("classes", cast(rounded), Shape.of(Shape.UNKNOWN, width));
    } else if (decision == Decision.ONE_HOT) {
      Tensor ones =
          graph
              .op("OneHot")
              .in(largest(output))
              .in(graph.intScalar(width))
              .in(graph.scalar(ElementType.INT64, 1))
              .in(graph.scalar(ElementType.INT64, 0))
              .out();
      return new Result("classes", ones, Shape.of(Shape.UNKNOWN, width));
    }
    Tensor index;
    Shape shape = Shape.of(Shape.UNKNOWN);
    if (decision == Decision.KERAS && width == 1) {
      index = cast(graph.apply("Greater", output, graph.scalarLike(output, 0.5)));
      shape = Shape.of(Shape.UNKNOWN, 1);
    } else {
      index = largest(both);
    }
    Tensor labels =
        graph.op("GatherV2").in(labels(classifier.labels())).in(index).in(graph.intScalar(0)).out();
    return classifier.columns() == 1
        ? new Result(
            "classes",
            graph.apply("Reshape", labels, graph.ints(-1, 1)),
            Shape.of(Shape.UNKNOWN, 1))
        : new Result("classes", labels, shape);
  }

  private Tensor both() {
    Tensor other = graph.apply("Sub", graph.scalarLike(output, 1), output);
    return graph.op("ConcatV2").in(java.util.List.of(other, output)).in(graph.intScalar(1)).out();
  }

  private Tensor largest(Tensor rows) {
    return graph.apply("ArgMax", rows, graph.intScalar(1));
  }

  private Tensor cast(Tensor values) {
    return graph.op("Cast").in(values).attr("DstT", ElementType.INT64).out();
  }

  private Tensor vector(Tensor column) {
    return graph.apply("Reshape", column, graph.ints(-1));
  }

  private Tensor copy(Tensor values) {
    return graph.apply("Identity", values);
  }

  private Tensor labels(Labels labels) {
    if (labels instanceof Labels.Strings strings) {
      return graph.strings(Shape.of(strings.size()), strings.values());
    }
    Labels.Numbers numbers = (Labels.Numbers) labels;
    byte[] bytes = new byte[numbers.littleEndian().size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = numbers.littleEndian().get(i);
    }
    return graph.raw(numbers.type(), Shape.of(numbers.size()), bytes);
  }
}
