package dev.salvor.inspect.keras;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Rule;
import java.util.List;

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
    return finding.rule() == Rule.KERAS_NO_ARCHITECTURE;
  }
}
