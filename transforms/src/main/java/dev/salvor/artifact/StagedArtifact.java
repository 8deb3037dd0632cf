package dev.salvor.artifact;

import java.nio.file.Path;

/**
 * An artifact whose files can be read as local files. {@code root} stands for the input: a file
 * with path {@code a/b.h5} lies at {@code root/a/b.h5}. For a local store that is the store itself;
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

  /** Local path of the artifact's directory: its own where it is one, else the one it lies in. */
  public Path directory() {
    return switch (artifact.layout()) {
      case SAVED_MODEL, KERAS_DIRECTORY -> root.resolve(artifact.path());
      case CHECKPOINT, ARCHITECTURE_AND_WEIGHTS, JOBLIB, TFJS, SPLIT_ARCHIVE, FILE ->
          root.resolve(artifact.main().directory());
    };
  }
}
