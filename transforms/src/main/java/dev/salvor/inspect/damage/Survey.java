package dev.salvor.inspect.damage;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.FileView;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.ArtifactException;
import dev.salvor.format.hdf5.Hdf5Survey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Which tensors and members of a damaged artifact are still whole. */
public final class Survey {
  static final String HDF5 = "\u0089HDF\r\n\u001a\n";
  private static final String ZIP = "PK\u0003\u0004";
  private static final String INDEX = ".index";

  private final Path scratch;
  private final List<Part> parts = new ArrayList<>();

  private Survey(Path scratch) {
    this.scratch = scratch;
  }

  /**
   * Everything that {@code staged} still names, by content and not by name.
   *
   * @param scratch a directory for members that have to be unpacked; the caller removes it
   */
  public static List<Part> of(StagedArtifact staged, Path scratch) throws IOException {
    Survey survey = new Survey(scratch);
    Artifact artifact = staged.artifact();
    for (ArtifactFile file : artifact.files()) {
      try {
        survey.file(staged, file);
      } catch (ArtifactException e) {
        survey.parts.add(new Part(file.name(), file.size() + " bytes", e.finding().message()));
      }
    }
    return survey.parts;
  }

  private void file(StagedArtifact staged, ArtifactFile file) throws IOException {
    Path path = staged.local(file);
    boolean hdf5;
    boolean zip;
    try (FileView view = FileView.open(path)) {
      hdf5 = view.has(0, HDF5);
      zip = view.has(0, ZIP);
    }
    if (hdf5) {
      hdf5(path, 0, file.size(), "");
    } else if (zip) {
      ZipSurvey.of(path, 0, scratch, parts);
    } else if (file.name().endsWith(INDEX)) {
      String name = file.path().substring(0, file.path().length() - INDEX.length());
      parts.addAll(CheckpointSurvey.of(staged.root().resolve(name), name));
    } else if (staged.artifact().files().size() == 1) {
      PickleSurvey.of(path, scratch, parts);
    }
  }

  private void hdf5(Path file, long offset, long length, String prefix) throws IOException {
    parts.addAll(hdf5Parts(file, offset, length, prefix));
  }

  static List<Part> hdf5Parts(Path file, long offset, long length, String prefix)
      throws IOException {
    return Hdf5Survey.of(file, offset, length).stream()
        .map(
            entry ->
                new Part(
                    prefix + entry.path(),
                    entry.what(),
                    entry.damage() == null ? null : entry.damage().message()))
        .toList();
  }
}
