package dev.salvor.convert;

import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.ArtifactException;
import dev.salvor.inspect.Inspection;
import java.io.IOException;

/** Turns artifacts of one kind into an {@link ExportableModel}. Loads no native library. */
public interface Converter {

  /**
   * @throws ArtifactException where the artifact cannot be converted: its finding becomes the row
   * @throws IOException where the store fails
   */
  ExportableModel convert(StagedArtifact staged, Inspection inspection, ConversionContext context)
      throws IOException;
}
