package dev.salvor.inspect.keras;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import java.util.List;
import java.util.Optional;

/** A pickle that lies beside an architecture because it holds the model's arrays. */
public final class PickledArrays {
  private PickledArrays() {}

  /** The pickle as an artifact of its own. */
  public static StagedArtifact alone(StagedArtifact pair, WeightFiles.Pickled pickled) {
    Artifact artifact =
        new Artifact(
            pickled.file().path(),
            Artifact.Layout.FILE,
            List.of(pickled.file()),
            pair.artifact().model());
    return new StagedArtifact(artifact, pair.root());
  }

  /** Whether it says no more than that the pickle holds no architecture, which lies beside it. */
  static boolean isNoModel(Finding finding) {
    Optional<Classification> states = finding.rule().classification();
    return states.equals(Optional.of(Classification.UNSUPPORTED))
        || states.equals(Optional.of(Classification.NOT_A_MODEL));
  }
}
