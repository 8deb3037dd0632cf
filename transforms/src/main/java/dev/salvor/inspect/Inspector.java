package dev.salvor.inspect;

import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.ArtifactException;
import java.io.IOException;

/**
 * Explains artifacts of one kind. Reads, never executes, and bounds every read by the bytes at
 * hand. Loads no native library.
 */
public interface Inspector {

  /**
   * @throws ArtifactException with the finding that ends the inspection; it becomes the row
   * @throws IOException where the store fails, which is not the artifact's fault
   */
  Inspection inspect(StagedArtifact staged, InspectionContext context) throws IOException;
}
