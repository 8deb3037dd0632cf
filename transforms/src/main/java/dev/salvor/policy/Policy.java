package dev.salvor.policy;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * The user's policy. Paths are globs over artifact paths.
 *
 * @param tolerances by glob, in the order of the file
 * @param aliases registered name of a custom object to the built-in one it equals
 * @param graphs inputs and outputs of bare graphs by glob
 * @param limits named limits that replace defaults
 */
public record Policy(
    List<ToleranceRule> tolerances,
    Map<String, String> aliases,
    List<GraphRule> graphs,
    Map<String, Long> limits)
    implements Serializable {

  /** A policy that decides nothing. */
  public static final Policy NONE = new Policy(List.of(), Map.of(), List.of(), Map.of());

  public Policy {
    tolerances = List.copyOf(tolerances);
    aliases = Map.copyOf(aliases);
    graphs = List.copyOf(graphs);
    limits = Map.copyOf(limits);
  }

  /** Tolerance for artifacts whose path matches {@code path}. */
  public record ToleranceRule(String path, double rtol, double atol) implements Serializable {}

  /**
   * Inputs and outputs of bare graphs whose path matches {@code path}.
   *
   * @param inputs signature name to tensor name, {@code "image": "input:0"}
   * @param outputs the same
   */
  public record GraphRule(String path, Map<String, String> inputs, Map<String, String> outputs)
      implements Serializable {}
}
