package dev.salvor.validate;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the recorded inputs and outputs of an artifact lie. */
public final class Goldens {
  /** Follows the artifact path: {@code cnn/model.h5.golden.npz}, {@code zoo.zip.golden.npz}. */
  public static final String SUFFIX = ".golden.npz";

  private Goldens() {}

  /** Path of the golden relative to the input or to the directory of goldens. */
  public static String pathOf(String artifactPath) {
    return artifactPath + SUFFIX;
  }

  /**
   * The golden of an artifact: under {@code directory} where one is given and it is there, else
   * beside the artifact. An artifact inside an archive may have its own ({@code
   * zoo.zip!/cnn.h5.golden.npz}) or, where it is {@code alone} in it, the archive's.
   *
   * @param root the input, as a local directory
   */
  public static Optional<Path> find(
      Path root, @Nullable Path directory, String artifactPath, boolean alone) {
    return Optional.ofNullable(directory)
        .flatMap(goldens -> under(goldens, artifactPath, alone))
        .or(() -> under(root, artifactPath, alone));
  }

  private static Optional<Path> under(Path directory, String artifactPath, boolean alone) {
    Optional<Path> own = existing(directory, artifactPath);
    int archive = artifactPath.indexOf("!/");
    return own.isPresent() || archive < 0 || !alone
        ? own
        : existing(directory, artifactPath.substring(0, archive));
  }

  private static Optional<Path> existing(Path directory, String artifactPath) {
    Path golden = directory.resolve(pathOf(artifactPath)).normalize();
    return golden.startsWith(directory.normalize()) && Files.isRegularFile(golden)
        ? Optional.of(golden)
        : Optional.empty();
  }
}
