package dev.salvor.beam;

import dev.salvor.artifact.Artifact;
import dev.salvor.stage.Inspected;
import dev.salvor.stage.InspectionStage;
import dev.salvor.stage.RunSettings;
import java.util.List;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/** Stage 3: an artifact to what it is; an archive to what the artifacts in it are. */
public final class InspectArtifacts
    extends PTransform<PCollection<Artifact>, PCollection<Inspected>> {
  private static final long serialVersionUID = 1L;

  private final RunSettings settings;

  public InspectArtifacts(RunSettings settings) {
    this.settings = settings;
  }

  @Override
  public PCollection<Inspected> expand(PCollection<Artifact> input) {
    return input
        .apply(ParDo.of(new StepFn<>(step(settings))))
        .setCoder(SerializableCoder.of(Inspected.class));
  }

  static Step<Artifact, Inspected> step(RunSettings settings) {
    return (artifact, out) -> {
      List<Inspected> found = new InspectionStage(settings, new BeamStore()).inspect(artifact);
      RunMetrics.found().inc(found.size() - 1L); // an archive was counted as one
      found.forEach(out);
    };
  }
}
