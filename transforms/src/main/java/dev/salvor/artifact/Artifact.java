package dev.salvor.artifact;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One model, or what may be one: a file, or files that belong together.
 *
 * @param path its name in the manifest: the file; the directory of a SavedModel; the prefix of a
 *     checkpoint; the architecture file that has its weights beside it; the main file of a joblib
 *     dump; inside an archive {@code zoo.tar.gz!/cnn/model.h5}
 * @param layout how its files were grouped; says nothing of their content
 * @param files its files, the main one first, the others sorted by path
 * @param model the name it is published under, unique in the run
 * @param near names of files beside it that may belong to it, where nothing tells which: weights of
 *     an architecture, or architectures of weights
 */
public record Artifact(
    String path, Layout layout, List<ArtifactFile> files, String model, List<String> near)
    implements Serializable {

  /** How the files of an artifact belong together, told from names alone. */
  public enum Layout {
    /** A directory with saved_model.pb or saved_model.pbtxt, or with the remains of one. */
    SAVED_MODEL,
    /** prefix.index with prefix.data-…, or a V1 table, with prefix.meta where there is one. */
    CHECKPOINT,
    /** An architecture (.json, .yaml) with its weights beside it. */
    ARCHITECTURE_AND_WEIGHTS,
    /** A joblib dump with its companion arrays. */
    JOBLIB,
    /** model.json with group1-shard…of… files. */
    TFJS,
    /** A .keras archive saved unpacked: config.json, metadata.json, model.weights.h5. */
    KERAS_DIRECTORY,
    /** The parts of an archive that was cut into volumes. */
    SPLIT_ARCHIVE,
    /** One file. */
    FILE
  }

  public Artifact(String path, Layout layout, List<ArtifactFile> files, String model) {
    this(path, layout, files, model, List.of());
  }

  public Artifact {
    files = List.copyOf(files);
    near = List.copyOf(near);
    if (files.isEmpty()) {
      throw new IllegalArgumentException("an artifact has at least one file: " + path);
    }
  }

  /**
   * The file that carries the artifact: the architecture, saved_model.pb, the index, the pickle.
   */
  public ArtifactFile main() {
    return files.get(0);
  }

  /**
   * This checkpoint seen as the weights of the architecture among its files; empty where there is
   * none.
   */
  public Optional<Artifact> asWeightsOfArchitecture() {
    if (layout != Layout.CHECKPOINT) {
      return Optional.empty();
    }
    return files.stream()
        .filter(file -> file.name().matches("(?i).+\\.(?:json|ya?ml)"))
        .findFirst()
        .map(
            architecture -> {
              List<ArtifactFile> reordered = new ArrayList<>(files);
              reordered.remove(architecture);
              reordered.add(0, architecture);
              return new Artifact(path, Layout.ARCHITECTURE_AND_WEIGHTS, reordered, model);
            });
  }

  /** Sum of the files' sizes in bytes. */
  public long size() {
    return files.stream().mapToLong(ArtifactFile::size).sum();
  }
}
