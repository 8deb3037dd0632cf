package dev.salvor.pipeline;

import dev.salvor.artifact.Store;
import dev.salvor.manifest.MigrationRecord;
import dev.salvor.manifest.PriorRun;
import dev.salvor.stage.RunSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The files of the run that has just been committed. */
final class RunFiles {
  private RunFiles() {}

  static String manifest(RunSettings settings) {
    return Store.resolve(settings.run(), "manifest.jsonl");
  }

  static String report(RunSettings settings) {
    return Store.resolve(settings.run(), "report.html");
  }

  static List<MigrationRecord> rows(Store store, RunSettings settings) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            Channels.newReader(store.open(manifest(settings)), StandardCharsets.UTF_8))) {
      return PriorRun.rows(lines.lines().filter(line -> !line.isBlank()).toList());
    }
  }
}
