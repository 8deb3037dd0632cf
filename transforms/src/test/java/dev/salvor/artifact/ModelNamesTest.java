package dev.salvor.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ModelNamesTest {

  @Test
  void nameIsThePathWithoutItsExtension() {
    assertThat(names("vision/resnet.h5", "a b/ü.keras", "weights.best.hdf5", "x/noext"))
        .containsEntry("vision/resnet.h5", "vision.resnet")
        .containsEntry("a b/ü.keras", "a_b._")
        .containsEntry("weights.best.hdf5", "weights.best")
        .containsEntry("x/noext", "x.noext");
  }

  @Test
  void directoriesAndPrefixesKeepTheirNumbers() {
    assertThat(
            names(
                "serving/ranker/7/saved_model.pb",
                "serving/ranker/7/variables/variables.index",
                "run/model.ckpt-1000.index",
                "run/model.ckpt-1000.data-00000-of-00001"))
        .containsEntry("serving/ranker/7", "serving.ranker.7")
        .containsEntry("run/model.ckpt-1000", "run.model.ckpt-1000");
  }

  @Test
  void collisionsGetSixHexDigitsOfTheirPath() {
    assertThat(names("m.h5", "m.keras", "a/b.h5", "a.b.h5"))
        .containsEntry("m.h5", "m-" + hash("m.h5"))
        .containsEntry("m.keras", "m-" + hash("m.keras"))
        .containsEntry("a/b.h5", "a.b-" + hash("a/b.h5"))
        .containsEntry("a.b.h5", "a.b-" + hash("a.b.h5"));
  }

  @Test
  void plainPathCannotTakeANameFromInsideAnArchive() {
    assertThat(names("zoo.zip_/cnn.h5").get("zoo.zip_/cnn.h5"))
        .isEqualTo("zoo.zip_.cnn-" + hash("zoo.zip_/cnn.h5"));
    Artifact archive = only("zoo.zip");
    Artifact member = only("cnn.h5");
    assertThat(ModelNames.inside(archive, member, "zoo.zip!/cnn.h5")).isEqualTo("zoo.zip_.cnn");
  }

  @Test
  void nameThatLooksAssignedIsMadeDistinct() {
    String taken = "m-" + hash("m.h5");
    Map<String, String> names = names("m.h5", "m.keras", taken + ".pb");
    assertThat(names.values()).doesNotHaveDuplicates();
  }

  private static String hash(String path) {
    try {
      byte[] digest =
          java.security.MessageDigest.getInstance("SHA-256")
              .digest(path.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      return java.util.HexFormat.of().formatHex(digest, 0, 3);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static Artifact only(String path) {
    return ArtifactLayout.group(List.of(new ArtifactFile(path, "file:///" + path, 1, 0, null)))
        .get(0);
  }

  private static Map<String, String> names(String... paths) {
    List<ArtifactFile> files = new ArrayList<>();
    for (String path : paths) {
      files.add(new ArtifactFile(path, "file:///" + path, 1, 0, null));
    }
    Map<String, String> names = new TreeMap<>();
    ArtifactLayout.group(files).forEach(a -> names.put(a.path(), a.model()));
    return names;
  }
}
