package dev.salvor.stage;

import dev.salvor.artifact.Artifact;
import java.nio.file.Path;
import java.util.List;

/** What the stages made of an artifact in the work directory. */
public final class Leftovers {
  private Leftovers() {}

  /** Removes all of it; called when the artifact has its rows. */
  public static void remove(RunSettings settings, Artifact artifact) {
    for (String purpose : List.of("staged", "unpacked", "converted", "goldens")) {
      Staging.deleteTree(Path.of(settings.workDirectory(), purpose, Staging.id(artifact.path())));
    }
  }
}
