package dev.salvor.policy;

import java.io.Serializable;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The user's policy. Paths are globs over artifact paths.
 *
 * @param tolerances by glob, in the order of the file
 * @param aliases registered name of a custom object to the built-in one it equals: the short form
 *     of {@code objects}
 * @param graphs inputs and outputs of bare graphs by glob
 * @param limits named limits that replace defaults
 * @param objects what stands in for custom layers and functions, by registered name or class name
 * @param lambdas what stands in for the functions of Lambda layers, by the name of the layer, or of
 *     the function where that is stored
 * @param averages globs of graphs that take the moving averages of their variables
 * @param permittedOps ops of the target that the user vouches for
 */
public record Policy(
    List<ToleranceRule> tolerances,
    Map<String, String> aliases,
    List<GraphRule> graphs,
    Map<String, Long> limits,
    Map<String, Replacement> objects,
    Map<String, LambdaRule> lambdas,
    List<String> averages,
    List<String> permittedOps)
    implements Serializable {

  /** The limits that can be set, all of unpacking; bytes but for entries and the ratio. */
  public static final List<String> LIMITS =
      List.of("archive_entries", "archive_bytes", "archive_ratio", "unpacked_bytes");

  /** A policy that decides nothing. */
  public static final Policy NONE = new Policy(List.of(), Map.of(), List.of(), Map.of());

  public Policy {
    tolerances = List.copyOf(tolerances);
    aliases = Map.copyOf(aliases);
    graphs = List.copyOf(graphs);
    limits = Map.copyOf(limits);
    objects = Map.copyOf(objects);
    lambdas = Map.copyOf(lambdas);
    averages = List.copyOf(averages);
    permittedOps = List.copyOf(permittedOps);
  }

  /** One that replaces no layers. */
  public Policy(
      List<ToleranceRule> tolerances,
      Map<String, String> aliases,
      List<GraphRule> graphs,
      Map<String, Long> limits) {
    this(tolerances, aliases, graphs, limits, Map.of(), Map.of());
  }

  /** One that leaves averages alone and permits no ops. */
  public Policy(
      List<ToleranceRule> tolerances,
      Map<String, String> aliases,
      List<GraphRule> graphs,
      Map<String, Long> limits,
      Map<String, Replacement> objects,
      Map<String, LambdaRule> lambdas) {
    this(tolerances, aliases, graphs, limits, objects, lambdas, List.of(), List.of());
  }

  /** Whether the artifact at {@code path} is to take the moving averages of its variables. */
  public boolean averaged(String path) {
    return averages.stream()
        .anyMatch(
            glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob).matches(Path.of(path)));
  }

  /** Objects and aliases together. */
  public Map<String, Replacement> replacements() {
    Map<String, Replacement> all = new LinkedHashMap<>(objects);
    aliases.forEach((name, builtIn) -> all.put(name, Replacement.of(builtIn)));
    return all;
  }

  /**
   * A built-in layer or function in the place of a custom one.
   *
   * @param builtIn its name
   * @param map arguments of the custom one to those of the built-in; empty for arguments that are
   *     left out
   * @param set arguments of the built-in, as JSON
   */
  public record Replacement(String builtIn, Map<String, String> map, Map<String, String> set)
      implements Serializable {
    public Replacement {
      map = Map.copyOf(map);
      set = Map.copyOf(set);
    }

    static Replacement of(String builtIn) {
      return new Replacement(builtIn, Map.of(), Map.of());
    }
  }

  /**
   * A function of {@code keras.backend}, TensorFlow or {@code keras.ops} in the place of a
   * Lambda's.
   *
   * @param op its name: {@code l2_normalize}, {@code tf.nn.relu}
   * @param arguments those behind the input by name, as JSON
   */
  public record LambdaRule(String op, Map<String, String> arguments) implements Serializable {
    public LambdaRule {
      arguments = Map.copyOf(arguments);
    }
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
