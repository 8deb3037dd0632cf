package dev.salvor.stage;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.ArtifactLayout;
import dev.salvor.artifact.Store;
import dev.salvor.finding.Outcome;
import dev.salvor.manifest.MigrationRecord;
import dev.salvor.manifest.MigrationRecord.SignatureShape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows without a run: artifacts are inspected and converted in memory, nothing is published and no
 * native library is loaded.
 */
public final class Explanation {
  private final RunSettings settings;
  private final StorePeek peek;
  private final InspectionStage inspection;
  private final ConversionStage conversion;

  public Explanation(RunSettings settings, Store store) {
    this.settings = settings;
    this.peek = new StorePeek(store);
    this.inspection = new InspectionStage(settings, store);
    this.conversion = new ConversionStage(settings, store);
  }

  /** The artifacts that {@code files} form. */
  public List<Artifact> artifacts(List<ArtifactFile> files) {
    return ArtifactLayout.group(files, peek);
  }

  /**
   * What there is to say of an artifact.
   *
   * @param row as in the manifest, of a run that publishes nothing
   * @param signatures of the model that would be published; empty where there would be none
   */
  public record Explained(MigrationRecord row, Map<String, SignatureShape> signatures) {
    public Explained {
      signatures = new LinkedHashMap<>(signatures);
    }
  }

  /** One row, or one for each artifact in an archive. */
  public List<MigrationRecord> rows(Artifact artifact) throws IOException {
    return explain(artifact).stream().map(Explained::row).toList();
  }

  /** One explanation, or one for each artifact in an archive. */
  public List<Explained> explain(Artifact artifact) throws IOException {
    List<Explained> rows = new ArrayList<>();
    for (Inspected inspected : inspection.inspect(artifact)) {
      Converted converted = conversion.convert(inspected);
      Outcome outcome =
          converted.outcome() == null ? ValidationStage.published(converted) : converted.outcome();
      Validated validated = new Validated(converted, null, converted.outcome(), Map.of());
      rows.add(
          new Explained(
              Rows.row(settings, validated, outcome, null, Map.of()),
              converted.model() == null ? Map.of() : converted.model().signatures()));
      if (converted.model() != null && !converted.model().copied()) {
        Staging.deleteTree(java.nio.file.Path.of(converted.model().directory()));
      }
    }
    return rows;
  }
}
