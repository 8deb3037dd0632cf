package dev.salvor.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.artifact.Fingerprint.FileDigest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintTest {

  /**
   * Python: {@code sha256(sha256(b"one").digest() + sha256(b"two").digest()).hexdigest()}, what
   * {@code model_signing digest} prints for a directory with a/x = "one" and a-b/x = "two".
   */
  private static final String ROOT =
      "11914c19a28a98c57d12f3cce6c32b7944784f4b4781a706c24eb1dc284e2856";

  @Test
  void rootIsTheDigestOverDigestsInPathOrder(@TempDir Path root) throws Exception {
    Files.createDirectories(root.resolve("m/a"));
    Files.createDirectories(root.resolve("m/a-b"));
    Files.write(root.resolve("m/a/x"), "one".getBytes(UTF_8));
    Files.write(root.resolve("m/a-b/x"), "two".getBytes(UTF_8));
    List<ArtifactFile> files =
        List.of(
            new ArtifactFile("m/a-b/x", "", 3, 0, null), new ArtifactFile("m/a/x", "", 3, 0, null));
    Fingerprint fingerprint =
        Fingerprint.of(
            new StagedArtifact(new Artifact("m", Artifact.Layout.SAVED_MODEL, files, "m"), root));
    assertThat(fingerprint.files())
        .as("segment by segment: 'a' before 'a-b', though '-' sorts before '/'")
        .extracting(FileDigest::path)
        .containsExactly("m/a/x", "m/a-b/x");
    assertThat(fingerprint.files().get(0))
        .isEqualTo(
            new FileDigest(
                "m/a/x", 3, "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"));
    assertThat(fingerprint.sha256()).isEqualTo(ROOT);
  }
}
