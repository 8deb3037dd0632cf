package dev.salvor.beam;

import dev.salvor.artifact.Artifact;
import dev.salvor.manifest.MigrationRecord;
import dev.salvor.stage.RunSettings;
import java.util.Map;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.Redistribute;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PDone;

/** The whole job: seven transforms from the root of a store to a committed run. */
public final class MigrateStore extends PTransform<PBegin, PDone> {
  private static final long serialVersionUID = 1L;

  private final RunSettings settings;
  private final Map<String, String> options;

  /**
   * @param options as given on the command line, for the summary
   */
  public MigrateStore(RunSettings settings, Map<String, String> options) {
    this.settings = settings;
    this.options = Map.copyOf(options);
  }

  @Override
  public PDone expand(PBegin begin) {
    PCollection<Artifact> artifacts =
        begin.apply("DiscoverArtifacts", new DiscoverArtifacts(settings));
    DetectChanges.Result changes = artifacts.apply("DetectChanges", new DetectChanges(settings));
    PCollection<MigrationRecord> migrated =
        changes
            .changed()
            .apply("SpreadArtifacts", Redistribute.arbitrarily())
            .apply("MigrateArtifacts", new MigrateArtifacts(settings));
    PCollection<MigrationRecord> rows =
        PCollectionList.of(changes.settled())
            .and(migrated)
            .apply("AllRows", Flatten.pCollections());
    return rows.apply("WriteManifest", new WriteManifest(settings, options, artifacts));
  }
}
