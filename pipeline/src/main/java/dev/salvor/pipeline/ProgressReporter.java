package dev.salvor.pipeline;

import dev.salvor.beam.RunMetrics;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;

/** Says how far a run is: one changing line on a terminal, else a line every ten seconds. */
final class ProgressReporter {
  private static final long TERMINAL_MILLIS = 500;
  private static final long PLAIN_MILLIS = 10_000;

  private final PipelineResult result;
  private final PrintStream out;
  private final boolean terminal = Boolean.getBoolean("salvor.terminal");
  private final long start = System.nanoTime();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "salvor-progress");
            thread.setDaemon(true);
            return thread;
          });

  ProgressReporter(PipelineResult result, PrintStream out) {
    this.result = result;
    this.out = out;
  }

  void start() {
    long every = terminal ? TERMINAL_MILLIS : PLAIN_MILLIS;
    var unused = timer.scheduleAtFixedRate(this::report, every, every, TimeUnit.MILLISECONDS);
  }

  private void report() {
    try {
      String line = line();
      if (terminal) {
        out.print("\r\033[K" + line);
        out.flush();
      } else {
        out.println(line);
      }
    } catch (RuntimeException notYet) {
      return;
    }
  }

  private String line() {
    MetricQueryResults metrics =
        result
            .metrics()
            .queryMetrics(
                MetricsFilter.builder()
                    .addNameFilter(MetricNameFilter.inNamespace(RunMetrics.NAMESPACE))
                    .build());
    long found = 0;
    Map<String, Long> done = new TreeMap<>();
    for (MetricResult<Long> counter : metrics.getCounters()) {
      String name = counter.getName().getName();
      long value = counter.getAttempted();
      if (name.equals(RunMetrics.FOUND)) {
        found += value;
      } else {
        done.merge(name.substring(RunMetrics.DONE_PREFIX.length()), value, Long::sum);
      }
    }
    long total = done.values().stream().mapToLong(Long::longValue).sum();
    double seconds = (System.nanoTime() - start) / 1e9;
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(Locale.ROOT, "%d of %s artifacts", total, found == 0 ? "…" : found + ""));
    done.forEach((outcome, count) -> line.append(", ").append(count).append(' ').append(outcome));
    line.append(String.format(Locale.ROOT, "; %.1f/s, %.0f s", total / seconds, seconds));
    return line.toString();
  }

  /** Ends the reports and clears the line. */
  void stop() {
    timer.shutdownNow();
    if (terminal) {
      out.print("\r\033[K");
      out.flush();
    }
  }
}
