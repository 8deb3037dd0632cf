package dev.salvor.inspect.graph;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Level;
import dev.salvor.finding.Rule;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Findings in order; of one rule no more than a reader can use, the rest is counted. */
final class FindingList {
  private static final int MOST = 20;

  private final List<Finding> findings = new ArrayList<>();
  private final Map<Rule, Integer> errors = new EnumMap<>(Rule.class);
  private final Map<Rule, Integer> others = new EnumMap<>(Rule.class);

  void add(Finding finding) {
    Map<Rule, Integer> counts = finding.level() == Level.ERROR ? errors : others;
    if (counts.merge(finding.rule(), 1, Integer::sum) <= MOST && !findings.contains(finding)) {
      findings.add(finding);
    }
  }

  void addAll(List<Finding> more) {
    more.forEach(this::add);
  }

  boolean isEmpty() {
    return findings.isEmpty();
  }

  /** Whether errors of that rule are no longer listed. */
  boolean full(Rule rule) {
    return errors.getOrDefault(rule, 0) >= MOST;
  }

  List<Finding> list() {
    return List.copyOf(findings);
  }
}
