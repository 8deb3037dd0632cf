package dev.salvor.beam;

import dev.salvor.stage.Converted;
import dev.salvor.stage.RunSettings;
import dev.salvor.stage.Validated;
import dev.salvor.stage.ValidationStage;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/** Stage 5: runs the SavedModel and compares its outputs with the evidence. */
public final class ValidateModels
    extends PTransform<PCollection<Converted>, PCollection<Validated>> {
  private static final long serialVersionUID = 1L;

  private final RunSettings settings;

  public ValidateModels(RunSettings settings) {
    this.settings = settings;
  }

  @Override
  public PCollection<Validated> expand(PCollection<Converted> input) {
    return input
        .apply(ParDo.of(new StepFn<>(step(settings))))
        .setCoder(SerializableCoder.of(Validated.class));
  }

  static Step<Converted, Validated> step(RunSettings settings) {
    return (converted, out) ->
        out.accept(
            new ValidationStage(settings, new BeamStore(), SharedValidator.of(settings))
                .validate(converted));
  }
}
