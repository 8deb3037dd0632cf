package dev.salvor.inspect.pickle;

import dev.salvor.finding.Finding;
import java.util.List;
import java.util.Set;

/**
 * The verdict over a stream of pickles.
 *
 * @param findings what is unsafe, not proved, or damaged; empty where everything is inert and whole
 * @param families what it is made of
 * @param named classes of other libraries and of Keras' training that it holds, in stream order
 */
record Judgement(List<Finding> findings, Set<Family> families, List<String> named) {
  Judgement {
    findings = List.copyOf(findings);
    families = Set.copyOf(families);
    named = List.copyOf(named);
  }

  boolean inert() {
    return findings.isEmpty();
  }
}
