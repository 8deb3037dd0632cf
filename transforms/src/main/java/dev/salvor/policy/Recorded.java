package dev.salvor.policy;

import java.io.Serializable;
import java.util.Set;

/**
 * The names under which inputs and outputs of an artifact were recorded. Whoever records a graph
 * says by them what its inputs and outputs are.
 */
public record Recorded(Set<String> inputs, Set<String> outputs) implements Serializable {
  /** Nothing was recorded. */
  public static final Recorded NOTHING = new Recorded(Set.of(), Set.of());

  public Recorded {
    inputs = Set.copyOf(inputs);
    outputs = Set.copyOf(outputs);
  }
}
