package dev.salvor.manifest;

import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Fix;
import dev.salvor.finding.Kind;
import dev.salvor.finding.Location;
import dev.salvor.finding.Outcome;
import dev.salvor.finding.Producer;
import dev.salvor.finding.Rule;
import dev.salvor.manifest.MigrationRecord.Output;
import dev.salvor.manifest.MigrationRecord.Previous;
import dev.salvor.manifest.MigrationRecord.Reason;
import dev.salvor.manifest.MigrationRecord.SignatureShape;
import dev.salvor.manifest.MigrationRecord.SourceFile;
import dev.salvor.manifest.MigrationRecord.Target;
import dev.salvor.manifest.MigrationRecord.Validation;
import dev.salvor.validate.Comparison;
import java.util.List;
import java.util.Map;

/** Rows for tests: one with every field, one with the fewest. */
final class TestRows {
  static final String SHA = "0123456789abcdef".repeat(4);

  private TestRows() {}

  static MigrationRecord full() {
    return full("a/b.h5");
  }

  /** Every text is {@code text}. */
  static MigrationRecord full(String text) {
    return new MigrationRecord(
        "20260102T030405Z",
        text,
        text,
        List.of(new SourceFile(text, 7, SHA), new SourceFile("unreadable", 0, null)),
        SHA,
        Kind.KERAS_H5,
        new Producer(text, text, text, text, text),
        Classification.NEEDS_MIGRATION,
        Outcome.UNCHANGED,
        new Reason(text, text, text),
        List.of(
            Finding.of(Rule.H5_TRUNCATED, new Location(text, 5L, text, text, text, text), text),
            Finding.of(Rule.NO_EVIDENCE, Location.NONE, text)),
        List.of(new Fix(text, text, List.of(text, text))),
        new Target(text, 1882),
        new Output(
            text,
            3,
            text,
            SHA,
            Map.of(text, new SignatureShape(Map.of(text, text), Map.of(text, text)))),
        new Validation(
            "golden",
            "cpu",
            4,
            11L,
            List.of(
                new Comparison(text, text, 40, 1.25e-7, 0.5, 1e-5, 1e-4, 0, 39, true),
                new Comparison(text, text, 2, 0, 0, 0, 0, 2, -1, false))),
        Map.of("inspect", 12L),
        new Previous("20250102T030405Z", Outcome.MIGRATED));
  }

  static MigrationRecord rejected() {
    return new MigrationRecord(
        "20260102T030405Z",
        "x.pkl",
        "file:///x.pkl",
        List.of(),
        null,
        null,
        Producer.UNKNOWN,
        Classification.UNREADABLE,
        Outcome.REJECTED,
        new Reason("store/permission", "denied", "grant it"),
        List.of(),
        List.of(),
        null,
        null,
        null,
        Map.of(),
        null);
  }
}
