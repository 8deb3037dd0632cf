package dev.salvor.inspect.graph;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Says that a graph does not tell its boundary: with the candidates, and the line that decides. */
final class BoundaryDoubt {
  private static final int SHOWN = 8;

  private final DataFlow flow;
  private final String path;

  BoundaryDoubt(DataFlow flow, String path) {
    this.flow = flow;
    this.path = path;
  }

  ArtifactException of(String why, List<Integer> inputs, List<Integer> outputs) {
    List<Integer> shown = inputs.isEmpty() ? candidates() : inputs;
    return Finding.of(
            Rule.GRAPH_AMBIGUOUS,
            Location.NONE,
            "the graph does not tell its inputs and outputs: %s. Candidates: inputs %s, outputs %s."
                + " In the policy file: {\"graphs\": [{\"path\": \"%s\", \"inputs\": {%s},"
                + " \"outputs\": {%s}}]}",
            why,
            list(shown),
            list(outputs),
            path,
            json(shown),
            json(outputs))
        .exception();
  }

  private List<Integer> candidates() {
    return IntStream.range(0, flow.size())
        .filter(i -> NodeRoles.placeholder(flow.node(i)) || NodeRoles.pipeline(flow.node(i)))
        .boxed()
        .toList();
  }

  private String list(List<Integer> nodes) {
    return nodes.isEmpty()
        ? "none"
        : nodes.stream()
            .limit(SHOWN)
            .map(i -> flow.node(i).getName() + ":0 (" + flow.node(i).getOp() + ")")
            .collect(Collectors.joining(", "));
  }

  private String json(List<Integer> nodes) {
    return nodes.isEmpty()
        ? "\"name\": \"node:0\""
        : nodes.stream()
            .limit(SHOWN)
            .map(i -> flow.node(i).getName())
            .map(name -> "\"" + name + "\": \"" + name + ":0\"")
            .collect(Collectors.joining(", "));
  }
}
