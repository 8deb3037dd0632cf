package dev.salvor.beam;

import dev.salvor.manifest.MigrationRecord;
import dev.salvor.stage.PublicationStage;
import dev.salvor.stage.RunSettings;
import dev.salvor.stage.Validated;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/** Stage 6: a proven model to its place, and every artifact to its row. */
public final class PublishModels
    extends PTransform<PCollection<Validated>, PCollection<MigrationRecord>> {
  private static final long serialVersionUID = 1L;

  private final RunSettings settings;

  public PublishModels(RunSettings settings) {
    this.settings = settings;
  }

  @Override
  public PCollection<MigrationRecord> expand(PCollection<Validated> input) {
    return input
        .apply(ParDo.of(new StepFn<>(step(settings))))
        .setCoder(SerializableCoder.of(MigrationRecord.class));
  }

  static Step<Validated, MigrationRecord> step(RunSettings settings) {
    return (validated, out) -> {
      MigrationRecord row = new PublicationStage(settings, new BeamStore()).publish(validated);
      RunMetrics.done(row.outcome()).inc();
      out.accept(row);
    };
  }
}
