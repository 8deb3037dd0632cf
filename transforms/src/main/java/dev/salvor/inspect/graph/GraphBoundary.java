package dev.salvor.inspect.graph;

import dev.salvor.finding.ArtifactException;
import dev.salvor.policy.Policy;
import dev.salvor.policy.Recorded;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The inputs and outputs of a graph that names none.
 *
 * @param inputs signature name to tensor, in graph order
 * @param outputs the same
 * @param decided whether the policy or what was recorded says so; else it was derived
 */
public record GraphBoundary(
    Map<String, String> inputs, Map<String, String> outputs, boolean decided) {

  public GraphBoundary {
    inputs = new LinkedHashMap<>(inputs);
    outputs = new LinkedHashMap<>(outputs);
  }

  /**
   * What the policy says about the artifact at {@code path}, else what was recorded of it, else
   * what the graph leaves no doubt about.
   *
   * @throws ArtifactException where it leaves doubts, listing the candidates
   */
  public static GraphBoundary of(ModelGraph graph, String path, Policy policy, Recorded recorded) {
    Optional<Policy.GraphRule> rule =
        policy.graphs().stream().filter(each -> covers(each, path)).findFirst();
    return rule.isPresent()
        ? PolicyBoundary.of(graph, rule.get())
        : RecordedBoundary.of(graph, recorded)
            .orElseGet(() -> new BoundaryFinder(graph, path).find());
  }

  /** Whether a rule of the policy is about the artifact at {@code path}. */
  static boolean covers(Policy.GraphRule rule, String path) {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + rule.path());
    return matcher.matches(Path.of(path));
  }
}
