package dev.salvor.stage;

import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.Store;
import dev.salvor.finding.Outcome;
import dev.salvor.manifest.HtmlReport;
import dev.salvor.manifest.MigrationRecord;
import dev.salvor.manifest.MigrationRecordJson;
import dev.salvor.manifest.SarifWriter;
import dev.salvor.manifest.Summary;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Writes the files of a run; {@code _SUCCESS} last, which commits it. Until then the run before is
 * the newest, and a run after this one does the work again that this one did not commit.
 */
public final class RunCommit {
  private final RunSettings settings;
  private final Store store;

  public RunCommit(RunSettings settings, Store store) {
    this.settings = settings;
    this.store = store;
  }

  /**
   * @param unsorted exactly one row an artifact
   * @param options as given, for the summary
   */
  public void commit(
      List<MigrationRecord> unsorted, List<RunState> states, Map<String, String> options)
      throws IOException {
    List<MigrationRecord> rows = new ArrayList<>(unsorted);
    rows.sort(Comparator.comparing(MigrationRecord::artifact));
    write(
        "manifest.jsonl",
        out -> lines(out, rows.stream().map(MigrationRecordJson::toLine).toList()));
    List<RunState> sorted = new ArrayList<>(states);
    sorted.sort(Comparator.comparing(RunState::artifact));
    write("state.jsonl", out -> lines(out, sorted.stream().map(RunState::toJson).toList()));
    Summary summary = Summary.of(settings.runId(), settings.configuration(), options, rows);
    write("summary.json", out -> out.write(summary.toJson()));
    write("findings.sarif", out -> SarifWriter.write(rows, out));
    write("report.html", out -> HtmlReport.write(summary, rows, out));
    if (!settings.dryRun()) {
      put(Store.resolve(settings.output(), "models.config"), out -> servingConfig(rows, out));
    }
    clearStaging();
    write("_SUCCESS", out -> {});
  }

  /** What runs that did not end left behind as well. */
  private void clearStaging() throws IOException {
    store.local(settings.staging()).ifPresent(Staging::deleteTree);
    if (store.local(settings.staging()).isEmpty()) {
      try {
        store.delete(store.list(settings.staging()).stream().map(ArtifactFile::uri).toList());
      } catch (NoSuchFileException none) {
        return;
      }
    }
  }

  /** tensorflow_serving/config/model_server_config.proto in text form. */
  private void servingConfig(List<MigrationRecord> rows, Writer out) throws IOException {
    out.write("model_config_list {\n");
    for (MigrationRecord row : rows) {
      if (row.output() != null && row.outcome() != Outcome.REMOVED) {
        String name = row.output().model();
        out.write("  config {\n    name: \"" + name + "\"\n    base_path: \"");
        out.write(
            Store.resolve(settings.models(), name).replace("\\", "\\\\").replace("\"", "\\\""));
        out.write("\"\n    model_platform: \"tensorflow\"\n  }\n");
      }
    }
    out.write("}\n");
  }

  @FunctionalInterface
  private interface Content {
    void writeTo(Writer out) throws IOException;
  }

  private void write(String name, Content content) throws IOException {
    put(Store.resolve(settings.run(), name), content);
  }

  private void put(String uri, Content content) throws IOException {
    try (Writer out =
        new BufferedWriter(
            Channels.newWriter(store.create(uri), StandardCharsets.UTF_8), 1 << 16)) {
      content.writeTo(out);
    }
  }

  private static void lines(Writer out, List<String> lines) {
    try {
      for (String line : lines) {
        out.write(line);
        out.write('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
