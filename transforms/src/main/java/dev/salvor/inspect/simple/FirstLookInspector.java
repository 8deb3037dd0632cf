package dev.salvor.inspect.simple;

import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.inspect.Detection;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.InspectionContext;
import dev.salvor.inspect.Inspector;
import dev.salvor.inspect.KindDetector;
import java.io.IOException;

/** For kinds whose rows the first look settles. */
public final class FirstLookInspector implements Inspector {

  @Override
  public Inspection inspect(StagedArtifact staged, InspectionContext context) throws IOException {
    Detection detection = KindDetector.detect(staged);
    if (!detection.settled()) {
      throw Finding.of(
              Rule.FILE_FORMAT_UNSUPPORTED,
              Location.file(staged.artifact().main().path()),
              "%s is recognised, but nothing reads it",
              detection.kind().label())
          .exception();
    }
    return detection.inspection(staged.artifact());
  }
}
