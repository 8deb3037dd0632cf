/**
 * What lies in the bucket: files ({@link dev.salvor.artifact.ArtifactFile}), grouped into artifacts
 * ({@link dev.salvor.artifact.Artifact}) by {@link dev.salvor.artifact.ArtifactLayout}, and their
 * local copies ({@link dev.salvor.artifact.StagedArtifact}). First on the way of the data; knows
 * only the vocabulary.
 */
@NullMarked
package dev.salvor.artifact;

import org.jspecify.annotations.NullMarked;
