package dev.salvor.stage;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.inspect.Inspection;
import dev.salvor.manifest.MigrationRecord.SourceFile;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An artifact after inspection.
 *
 * @param inspection what was found
 * @param salvaged what was inside, where the artifact is a wrapping around a model: conversion
 *     takes this up, the row keeps the path of the wrapping
 * @param alone whether it is the only artifact in its archive
 * @param root local directory that the files' paths are relative to
 * @param files the source files with their digests
 * @param fingerprint digest over all of them; null where one could not be read
 * @param timingMs milliseconds by stage so far
 */
public record Inspected(
    Inspection inspection,
    @Nullable Inspected salvaged,
    boolean alone,
    String root,
    List<SourceFile> files,
    @Nullable String fingerprint,
    Map<String, Long> timingMs)
    implements Serializable {

  public Inspected {
    files = List.copyOf(files);
    timingMs = new LinkedHashMap<>(timingMs);
  }

  public Artifact artifact() {
    return inspection.artifact();
  }

  StagedArtifact staged() {
    return new StagedArtifact(artifact(), Path.of(root));
  }

  Inspected aloneInArchive(boolean only) {
    return new Inspected(inspection, salvaged, only, root, files, fingerprint, timingMs);
  }

  Map<String, Long> timed(String stage, long startNanos) {
    Map<String, Long> timed = new LinkedHashMap<>(timingMs);
    timed.put(stage, (System.nanoTime() - startNanos) / 1_000_000);
    return timed;
  }
}
