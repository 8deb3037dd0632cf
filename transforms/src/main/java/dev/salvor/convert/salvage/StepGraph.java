package dev.salvor.convert.salvage;

import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.pickle.estimator.Step;
import dev.salvor.inspect.pickle.estimator.Step.Clip;
import dev.salvor.inspect.pickle.estimator.Step.Columns;
import dev.salvor.inspect.pickle.estimator.Step.Normalize;
import dev.salvor.inspect.pickle.estimator.Step.Project;
import java.util.List;
import java.util.Optional;

/** Steps of a pipeline as ops on float64. */
final class StepGraph {
  private final GraphBuilder graph;

  StepGraph(GraphBuilder graph) {
    this.graph = graph;
  }

  /** Columns that the first step that tells expects; 0 where none tells. */
  static int width(List<Step> steps) {
    return steps.stream()
        .mapToInt(
            step ->
                step instanceof Columns columns
                    ? columns.values().length
                    : step instanceof Project project ? project.columns() : 0)
        .filter(width -> width > 0)
        .findFirst()
        .orElse(0);
  }

  /** Columns that come out where {@code width} go in; empty where steps do not fit each other. */
  static Optional<Integer> width(List<Step> steps, int width) {
    int current = width;
    for (Step step : steps) {
      if (step instanceof Columns columns && columns.values().length != current) {
        return Optional.empty();
      } else if (step instanceof Project project) {
        if (project.columns() != current) {
          return Optional.empty();
        }
        current = project.rows();
      }
    }
    return Optional.of(current);
  }

  Tensor apply(List<Step> steps, Tensor rows) {
    Tensor current = rows;
    for (Step step : steps) {
      current = apply(step, current);
    }
    return current;
  }

  private Tensor apply(Step step, Tensor rows) {
    if (step instanceof Columns columns) {
      return graph.apply(columns.operation().op(), rows, numbers(columns.values()));
    } else if (step instanceof Step.Elementwise function) {
      return graph.apply(function.op(), rows);
    } else if (step instanceof Clip clip) {
      Tensor above = graph.apply("Maximum", rows, graph.scalar(ElementType.FLOAT64, clip.low()));
      return graph.apply("Minimum", above, graph.scalar(ElementType.FLOAT64, clip.high()));
    } else if (step instanceof Project project) {
      Tensor matrix =
          graph.numbers(
              ElementType.FLOAT64, Shape.of(project.rows(), project.columns()), project.matrix());
      return graph.op("MatMul").in(rows).in(matrix).attr("transpose_b", true).out();
    }
    Normalize normalize = (Normalize) step;
    Tensor norms = norms(normalize, rows);
    Tensor least = graph.scalar(ElementType.FLOAT64, normalize.least());
    Tensor small = graph.apply(normalize.least() == 0 ? "Equal" : "Less", norms, least);
    Tensor ones = graph.apply("OnesLike", norms);
    return graph.apply("RealDiv", rows, graph.apply("Select", small, ones, norms));
  }

  private Tensor norms(Normalize normalize, Tensor rows) {
    return switch (normalize.norm()) {
      case L1 -> reduced("Sum", graph.apply("Abs", rows));
      case L2 -> graph.apply("Sqrt", reduced("Sum", graph.apply("Square", rows)));
      case MAX -> reduced("Max", graph.apply("Abs", rows));
    };
  }

  private Tensor reduced(String op, Tensor rows) {
    return graph.op(op).in(rows).in(graph.ints(1)).attr("keep_dims", true).out();
  }

  private Tensor numbers(double[] values) {
    return graph.numbers(ElementType.FLOAT64, Shape.of(values.length), values);
  }
}
