package dev.salvor.stage;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.ArtifactLayout;
import dev.salvor.artifact.Store;
import java.io.IOException;
import java.util.List;

/** From the root of a store to its artifacts. */
public final class Discovery {
  private final Store store;

  public Discovery(Store store) {
    this.store = store;
  }

  /**
   * All artifacts below the input, sorted by path. Artifacts with a file younger than the minimum
   * age are left to a later run: they may still be uploaded.
   *
   * @throws IOException where the store cannot be listed
   */
  public List<Artifact> artifacts(RunSettings settings) throws IOException {
    List<ArtifactFile> files = store.list(settings.input());
    return ArtifactLayout.group(files, new StorePeek(store)).stream()
        .filter(artifact -> oldEnough(artifact, settings))
        .toList();
  }

  private static boolean oldEnough(Artifact artifact, RunSettings settings) {
    return settings.minAgeMillis() <= 0
        || artifact.files().stream()
            .allMatch(
                file -> file.modified() <= settings.startedMillis() - settings.minAgeMillis());
  }
}
