package dev.salvor.pipeline;

import dev.salvor.finding.Classification;
import dev.salvor.finding.Outcome;
import dev.salvor.manifest.MigrationRecord;
import dev.salvor.stage.RunSettings;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is told at the end of a run: a table, who needs a person, and where to read on. */
final class Conclusion {
  private static final int SHOWN = 20;
  private static final int WIDTH = 160;

  private final RunSettings settings;
  private final PrintStream out;

  Conclusion(RunSettings settings, PrintStream out) {
    this.settings = settings;
    this.out = out;
  }

  void print(List<MigrationRecord> rows) {
    table(rows);
    unproved(rows);
    needingAPerson(rows);
    out.println();
    out.println("Manifest  " + RunFiles.manifest(settings));
    out.println("Report    " + RunFiles.report(settings));
  }

  private void table(List<MigrationRecord> rows) {
    Map<Classification, Map<Outcome, Integer>> counts = new EnumMap<>(Classification.class);
    List<Outcome> outcomes = new ArrayList<>();
    for (Outcome outcome : Outcome.values()) {
      if (rows.stream().anyMatch(row -> row.outcome() == outcome)) {
        outcomes.add(outcome);
      }
    }
    for (MigrationRecord row : rows) {
      counts
          .computeIfAbsent(row.classification(), key -> new EnumMap<>(Outcome.class))
          .merge(row.outcome(), 1, Integer::sum);
    }
    out.printf("%-16s", "");
    outcomes.forEach(outcome -> out.printf(" %10s", outcome.id()));
    out.printf(" %10s%n", "all");
    counts.forEach(
        (classification, row) -> {
          out.printf("%-16s", classification.id());
          outcomes.forEach(
              outcome -> {
                int count = row.getOrDefault(outcome, 0);
                out.printf(" %10s", count == 0 ? "·" : Integer.toString(count));
              });
          out.printf(" %10d%n", row.values().stream().mapToInt(Integer::intValue).sum());
        });
    out.printf("%-16s", "all");
    outcomes.forEach(
        outcome ->
            out.printf(" %10d", rows.stream().filter(row -> row.outcome() == outcome).count()));
    out.printf(" %10d%n", rows.size());
  }

  /** A model that nothing was recorded of is published, but it should not pass for proved. */
  private void unproved(List<MigrationRecord> rows) {
    long unproved =
        rows.stream()
            .filter(row -> row.outcome() == Outcome.MIGRATED || row.outcome() == Outcome.COPIED)
            .filter(row -> row.validation() == null || row.validation().outputs().isEmpty())
            .count();
    if (unproved > 0) {
      out.println();
      out.printf(
          "%d of the models could not be compared: no outputs were recorded (see --goldens).%n",
          unproved);
    }
  }

  private void needingAPerson(List<MigrationRecord> rows) {
    List<MigrationRecord> open =
        rows.stream()
            .filter(
                row ->
                    switch (row.outcome()) {
                      case REJECTED -> row.classification() != Classification.NOT_A_MODEL;
                      case MISMATCHED, FAILED -> true;
                      case MIGRATED, COPIED, UNCHANGED, REMOVED -> false;
                    })
            .toList();
    if (open.isEmpty()) {
      return;
    }
    out.println();
    out.printf("%d artifact%s a person:%n", open.size(), open.size() == 1 ? " needs" : "s need");
    for (MigrationRecord row : open.subList(0, Math.min(SHOWN, open.size()))) {
      String line =
          String.format(
              Locale.ROOT,
              "  %s  [%s] %s",
              printable(row.artifact()),
              row.outcome() == Outcome.REJECTED ? row.classification().id() : row.outcome().id(),
              printable(row.reason().message()));
      out.println(line.length() > WIDTH ? line.substring(0, WIDTH - 1) + "…" : line);
    }
    if (open.size() > SHOWN) {
      out.printf("  … and %d more in the report%n", open.size() - SHOWN);
    }
  }

  /** File names and messages may hold anything; a terminal obeys some of it. */
  static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "�");
  }
}
