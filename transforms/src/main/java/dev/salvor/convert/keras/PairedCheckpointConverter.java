package dev.salvor.convert.keras;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.convert.ConversionContext;
import dev.salvor.convert.Converter;
import dev.salvor.convert.ExportableModel;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.KindDetector;
import java.io.IOException;

/** A checkpoint with a Keras architecture beside it: the model of the two. */
public final class PairedCheckpointConverter implements Converter {

  @Override
  public ExportableModel convert(
      StagedArtifact staged, Inspection inspection, ConversionContext context) throws IOException {
    Artifact paired =
        staged
            .artifact()
            .asWeightsOfArchitecture()
            .orElseThrow(
                () ->
                    Finding.of(
                            Rule.CHECKPOINT_ALONE,
                            Location.NONE,
                            "a checkpoint without an architecture")
                        .exception());
    StagedArtifact pair = new StagedArtifact(paired, staged.root());
    Inspection inside =
        new Inspection(
            paired,
            KindDetector.detect(pair).kind(),
            inspection.producer(),
            inspection.findings(),
            inspection.classification());
    return new KerasArchitectureConverter().convert(pair, inside, context);
  }
}
