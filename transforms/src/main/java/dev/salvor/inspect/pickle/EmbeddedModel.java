package dev.salvor.inspect.pickle;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.artifact.archive.TarHeaders;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.pickle.Blob;
import dev.salvor.policy.Policy;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * The model file inside a pickle as an artifact of its own: {@code model.pkl!/model.keras}, {@code
 * model.pkl!/model.h5} or the SavedModel {@code model.pkl!/model}.
 */
public final class EmbeddedModel {
  private static final String SAVED_MODEL = "saved_model.pb";

  private EmbeddedModel() {}

  /**
   * Writes it below {@code directory}, under the path that names it.
   *
   * @param pickle a pickle whose inspection found nothing wrong
   * @return empty where the model does not lie there as a file
   * @throws ArtifactException where the file cannot be taken out
   */
  public static Optional<StagedArtifact> extract(
      StagedArtifact pickle, Policy policy, Path directory) throws IOException {
    try (Examination examination = Examination.of(pickle, policy)) {
      if (!examination.findings().isEmpty()
          || !(examination.model().orElse(null) instanceof PickledModel.EmbeddedFile embedded)) {
        return Optional.empty();
      }
      String prefix = pickle.artifact().path() + "!/model";
      String model = pickle.artifact().model();
      Artifact artifact =
          switch (embedded.form()) {
            case KERAS_ARCHIVE -> file(embedded.content(), prefix + ".keras", directory, model);
            case HDF5_FILE -> file(embedded.content(), prefix + ".h5", directory, model);
            case SAVED_MODEL_TAR -> tree(embedded.content(), prefix, directory, model);
            case H5_DICT, CONFIG_AND_WEIGHTS ->
                throw new IllegalStateException(embedded.form() + " is no file");
          };
      return Optional.of(new StagedArtifact(artifact, directory));
    }
  }

  private static Artifact file(Blob content, String path, Path directory, String model)
      throws IOException {
    Path target = directory.resolve(path);
    Files.createDirectories(target.getParent());
    try (OutputStream out = Files.newOutputStream(target)) {
      content.writeTo(out);
    }
    return new Artifact(
        path, Artifact.Layout.FILE, List.of(listed(path, Files.size(target))), model);
  }

  /** Plain files only; {@link EmbeddedFiles} has refused everything else, and paths that leave. */
  private static Artifact tree(Blob content, String prefix, Path directory, String model)
      throws IOException {
    List<ArtifactFile> files = new ArrayList<>();
    Path root = directory.resolve(prefix);
    try (InputStream in = new BufferedInputStream(content.open());
        TarHeaders tar = new TarHeaders(in)) {
      for (TarArchiveEntry entry = tar.next(); entry != null; entry = tar.next()) {
        if (entry.isDirectory()) {
          continue;
        }
        Path target = root.resolve(entry.getName()).normalize();
        if (!target.startsWith(root)) {
          throw new IllegalStateException("the inspection lets no such name through");
        }
        Files.createDirectories(target.getParent());
        Files.copy(tar.content(), target, StandardCopyOption.REPLACE_EXISTING);
        files.add(
            listed(directory.relativize(target).toString().replace('\\', '/'), Files.size(target)));
      }
    }
    String main = prefix + "/" + SAVED_MODEL;
    files.sort(
        Comparator.comparing((ArtifactFile file) -> !file.path().equals(main))
            .thenComparing(ArtifactFile::path));
    if (files.isEmpty() || !files.get(0).path().equals(main)) {
      throw Finding.of(
              Rule.PICKLE_DAMAGED,
              Location.member(SAVED_MODEL),
              "the SavedModel in the pickle has no " + SAVED_MODEL)
          .exception();
    }
    return new Artifact(prefix, Artifact.Layout.SAVED_MODEL, files, model);
  }

  private static ArtifactFile listed(String path, long size) {
    return new ArtifactFile(path, "", size, 0, null);
  }
}
