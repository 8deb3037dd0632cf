package dev.salvor.artifact;

import java.nio.file.Path;

/**
 * An artifact whose files can be read as local files. {@code root} stands for the input: a file with
 * path {@code a/b.h5} lies at {@code root/a/b.h5}. For a local store that is the store itself;
 * nothing is copied and nothing under {@code root} is ever written.
 *
 * @param artifact the artifact
 * @param root local directory that file paths are relative to
 */
public record StagedArtifact(Artifact artifact, Path root) {

  /** Local path of the main file. */
  public Path main() {
    return local(artifact.main());
  }

  /** Local path of one of the artifact's files. */
  public Path local(ArtifactFile file) {
    return root.resolve(file.path());
  }

  /** Local path of the artifact's directory: of a SavedModel its own, else the one it lies in. */
  public Path directory() {
    return artifact.layout() == Artifact.Layout.SAVED_MODEL
        ? root.resolve(artifact.path())
        : root.resolve(artifact.main().directory());
  }
}
