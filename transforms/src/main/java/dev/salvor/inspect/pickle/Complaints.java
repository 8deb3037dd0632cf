package dev.salvor.inspect.pickle;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is said of one stream: each thing once, and no more than a reader takes in. */
final class Complaints {
  private static final int REPORTED = 6;

  private final Set<String> said = new HashSet<>();
  private final List<Finding> findings = new ArrayList<>();

  void report(Rule rule, long offset, String what) {
    if (said.size() < REPORTED && said.add(what)) {
      findings.add(Finding.of(rule, Location.offset(offset), what + " (byte " + offset + ")"));
    }
  }

  List<Finding> findings() {
    return findings;
  }
}
