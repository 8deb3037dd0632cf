package dev.salvor.beam;

import dev.salvor.stage.ConversionStage;
import dev.salvor.stage.Converted;
import dev.salvor.stage.Inspected;
import dev.salvor.stage.RunSettings;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/** Stage 4: an inspected artifact to a SavedModel on the local disk, where there can be one. */
public final class ConvertArtifacts
    extends PTransform<PCollection<Inspected>, PCollection<Converted>> {
  private static final long serialVersionUID = 1L;

  private final RunSettings settings;

  public ConvertArtifacts(RunSettings settings) {
    this.settings = settings;
  }

  @Override
  public PCollection<Converted> expand(PCollection<Inspected> input) {
    return input
        .apply(ParDo.of(new StepFn<>(step(settings))))
        .setCoder(SerializableCoder.of(Converted.class));
  }

  static Step<Inspected, Converted> step(RunSettings settings) {
    return (inspected, out) ->
        out.accept(new ConversionStage(settings, new BeamStore()).convert(inspected));
  }
}
