package dev.salvor.inspect.keras;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.InspectionContext;
import dev.salvor.inspect.Inspector;
import dev.salvor.inspect.KindDetector;
import java.io.IOException;
import java.util.Optional;

/**
 * A checkpoint with a Keras architecture beside it is a model; any other is looked at by itself.
 */
public final class PairedCheckpointInspector implements Inspector {
  private final Inspector alone;

  public PairedCheckpointInspector(Inspector alone) {
    this.alone = alone;
  }

  @Override
  public Inspection inspect(StagedArtifact staged, InspectionContext context) throws IOException {
    Optional<Artifact> paired = staged.artifact().asWeightsOfArchitecture();
    if (paired.isEmpty()) {
      return alone.inspect(staged, context);
    }
    StagedArtifact pair = new StagedArtifact(paired.get(), staged.root());
    InspectionContext inside =
        new InspectionContext(KindDetector.detect(pair).kind(), context.target(), context.policy());
    Inspection found = new KerasArchitectureInspector().inspect(pair, inside);
    return new Inspection(
        staged.artifact(),
        context.kind(),
        found.producer(),
        found.findings(),
        found.classification());
  }
}
