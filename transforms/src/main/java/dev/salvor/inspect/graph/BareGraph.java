package dev.salvor.inspect.graph;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.tensorflow.proto.NodeDef;

/**
 * What can be said of a graph that names no signature: is it whole, does it stay inside, what are
 * its inputs and outputs, does the target run what lies between them.
 *
 * @param boundary empty where the graph is damaged or leaves doubts
 * @param reach what the outputs need; everything where there is no boundary
 * @param findings in the order they were made
 */
record BareGraph(Optional<GraphBoundary> boundary, Reach reach, List<Finding> findings) {

  static BareGraph examine(ModelGraph graph, Supplier<GraphBoundary> finder) {
    List<Finding> findings = new ArrayList<>(GraphIntegrity.faults(graph));
    Optional<GraphBoundary> boundary = Optional.empty();
    if (findings.isEmpty()) {
      try {
        boundary = Optional.of(finder.get());
      } catch (ArtifactException e) {
        findings.add(e.finding());
      }
    }
    Reach reach =
        boundary
            .map(found -> reach(graph, found))
            .orElseGet(
                () ->
                    Reach.of(
                        graph,
                        graph.main().nodes().stream().map(NodeDef::getName).toList(),
                        Set.of()));
    Set<String> fetches =
        new HashSet<>(boundary.map(b -> Set.copyOf(b.outputs().values())).orElse(Set.of()));
    findings.addAll(OpSafety.faults(graph, Exposure.of(fetches)));
    findings.addAll(RegistryCheck.faults(graph, reach));
    if (boundary.isPresent()) {
      findings.addAll(EmbeddedCheck.faults(graph, reach));
    }
    return new BareGraph(boundary, reach, findings);
  }

  /** What the outputs of a boundary need, up to its inputs. */
  static Reach reach(ModelGraph graph, GraphBoundary boundary) {
    return Reach.of(graph, boundary.outputs().values(), new HashSet<>(boundary.inputs().values()));
  }

  /** Whether only doubts about the boundary were found, not damage. */
  boolean undamaged() {
    return findings.stream().noneMatch(finding -> finding.rule() == Rule.GRAPH_DAMAGED);
  }
}
