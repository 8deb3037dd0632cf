package dev.salvor.inspect.graph;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.Kind;
import dev.salvor.inspect.InspectionContext;
import dev.salvor.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Staged artifacts of files under a temporary root. */
public final class Artifacts {
  private Artifacts() {}

  /** All files below {@code root/path} as one artifact. */
  public static StagedArtifact of(Path root, String path, Artifact.Layout layout)
      throws IOException {
    Path start =
        layout == Artifact.Layout.CHECKPOINT ? root.resolve(path).getParent() : root.resolve(path);
    try (Stream<Path> walk = Files.walk(start)) {
      List<ArtifactFile> files =
          walk.filter(file -> !Files.isDirectory(file))
              .sorted()
              .map(file -> root.relativize(file).toString())
              .map(name -> new ArtifactFile(name, name, 1, 0, null))
              .toList();
      return new StagedArtifact(new Artifact(path, layout, files, "model"), root);
    }
  }

  public static InspectionContext context(Kind kind) {
    return new InspectionContext(kind, TestGraph.TARGET, Policy.NONE);
  }
}
