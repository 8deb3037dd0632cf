package dev.salvor.inspect.graph;

import dev.salvor.format.checkpoint.CheckpointEntry;
import dev.salvor.format.checkpoint.CheckpointReader;
import dev.salvor.format.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * The averages that tf.train.ExponentialMovingAverage keeps of variables while they are trained: in
 * the checkpoint as {@code name/ExponentialMovingAverage} (python/training/moving_averages.py,
 * average_name).
 */
public final class MovingAverages {
  private static final String SUFFIX = "/ExponentialMovingAverage";

  private MovingAverages() {}

  /** The bindings with averages in the place of the variables that have one. */
  public static List<VariableBinding> in(
      List<VariableBinding> bindings, CheckpointReader checkpoint) {
    return bindings.stream().map(binding -> average(binding, checkpoint).orElse(binding)).toList();
  }

  /** The variables that have an average. */
  public static List<String> of(List<VariableBinding> bindings, CheckpointReader checkpoint) {
    return bindings.stream()
        .filter(binding -> average(binding, checkpoint).isPresent())
        .map(VariableBinding::variable)
        .toList();
  }

  /** The average of a part of a variable is kept by itself, under the name of the part. */
  private static Optional<VariableBinding> average(
      VariableBinding binding, CheckpointReader checkpoint) {
    String of = binding.slice().isEmpty() ? binding.key().orElse("") : binding.variable();
    Optional<Shape> whole = binding.key().flatMap(checkpoint::entry).map(CheckpointEntry::shape);
    Optional<Shape> average = checkpoint.entry(of + SUFFIX).map(CheckpointEntry::shape);
    boolean fits = average.isPresent() && (whole.equals(average) || !binding.slice().isEmpty());
    return fits
        ? Optional.of(
            new VariableBinding(binding.variable(), Optional.of(of + SUFFIX), "", Optional.empty()))
        : Optional.empty();
  }
}
