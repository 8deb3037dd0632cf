package dev.salvor.beam;

import dev.salvor.finding.Outcome;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;

/** The counters of a run. They are for progress; the manifest is the truth. */
public final class RunMetrics {
  public static final String NAMESPACE = "salvor";
  public static final String FOUND = "artifacts_found";
  public static final String DONE_PREFIX = "artifacts_";

  private RunMetrics() {}

  static Counter found() {
    return Metrics.counter(NAMESPACE, FOUND);
  }

  static Counter done(Outcome outcome) {
    return Metrics.counter(NAMESPACE, DONE_PREFIX + outcome.id());
  }
}
