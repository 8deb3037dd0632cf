package dev.salvor.stage;

import dev.salvor.artifact.Store;
import dev.salvor.finding.Outcome;
import dev.salvor.manifest.MigrationRecord;
import dev.salvor.manifest.MigrationRecord.Output;
import dev.salvor.publish.ModelPublisher;
import dev.salvor.publish.Provenance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Puts a proven model in its place and makes the row; the last that sees an artifact. */
public final class PublicationStage {
  private final RunSettings settings;
  private final ModelPublisher publisher;

  public PublicationStage(RunSettings settings, Store store) {
    this.settings = settings;
    this.publisher = new ModelPublisher(store, settings.models());
  }

  /**
   * @throws IOException where the output cannot be written: not the artifact's fault
   */
  public MigrationRecord publish(Validated validated) throws IOException {
    long start = System.nanoTime();
    Converted converted = validated.converted();
    try {
      Outcome settled = validated.outcome();
      Converted.StagedModel model = converted.model();
      if (settled != null || model == null) {
        return Rows.row(
            settings,
            validated,
            settled == null ? Outcome.FAILED : settled,
            null,
            validated.timingMs());
      }
      Outcome outcome = ValidationStage.published(converted);
      if (settings.dryRun()) {
        return Rows.row(settings, validated, outcome, null, validated.timingMs());
      }
      String name = converted.inspected().artifact().model();
      MigrationRecord draft = Rows.row(settings, validated, outcome, null, Map.of());
      ModelPublisher.Published published =
          publisher.publish(
              name,
              Path.of(model.directory()),
              model.files(),
              !model.copied(),
              version -> Provenance.files(draft, name, version, model.files()));
      Output output =
          new Output(
              name, published.version(), published.uri(), model.fingerprint(), model.signatures());
      Map<String, Long> timing = new LinkedHashMap<>(validated.timingMs());
      timing.put("publish", (System.nanoTime() - start) / 1_000_000);
      return Rows.row(settings, validated, outcome, output, timing);
    } finally {
      Converted.StagedModel model = converted.model();
      if (model != null && !model.copied()) {
        Staging.deleteTree(Path.of(model.directory()));
      }
    }
  }
}
