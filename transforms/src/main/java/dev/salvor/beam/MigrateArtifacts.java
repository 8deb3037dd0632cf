package dev.salvor.beam;

import dev.salvor.artifact.Artifact;
import dev.salvor.manifest.MigrationRecord;
import dev.salvor.stage.Leftovers;
import dev.salvor.stage.RunSettings;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Stages 3 to 6. They share one local copy of an artifact, so one artifact should be through before
 * the next is begun: runners that fuse do that by themselves; for the direct runner, which takes
 * all artifacts through one transform before the next, the steps are joined into one.
 */
final class MigrateArtifacts
    extends PTransform<PCollection<Artifact>, PCollection<MigrationRecord>> {
  private static final long serialVersionUID = 1L;

  private final RunSettings settings;

  MigrateArtifacts(RunSettings settings) {
    this.settings = settings;
  }

  @Override
  public PCollection<MigrationRecord> expand(PCollection<Artifact> artifacts) {
    return settings.joined() ? joined(artifacts) : chained(artifacts);
  }

  private PCollection<MigrationRecord> chained(PCollection<Artifact> artifacts) {
    return artifacts
        .apply("InspectArtifacts", new InspectArtifacts(settings))
        .apply("ConvertArtifacts", new ConvertArtifacts(settings))
        .apply("ValidateModels", new ValidateModels(settings))
        .apply("PublishModels", new PublishModels(settings));
  }

  private PCollection<MigrationRecord> joined(PCollection<Artifact> artifacts) {
    Step<Artifact, MigrationRecord> all =
        InspectArtifacts.step(settings)
            .then(ConvertArtifacts.step(settings))
            .then(ValidateModels.step(settings))
            .then(PublishModels.step(settings));
    RunSettings run = settings;
    Step<Artifact, MigrationRecord> cleaning =
        (artifact, out) -> {
          try {
            all.process(artifact, out);
          } finally {
            Leftovers.remove(run, artifact);
          }
        };
    return artifacts
        .apply("InspectConvertValidatePublish", ParDo.of(new StepFn<>(cleaning)))
        .setCoder(SerializableCoder.of(MigrationRecord.class));
  }
}
