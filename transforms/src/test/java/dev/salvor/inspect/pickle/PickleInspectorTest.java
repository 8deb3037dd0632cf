package dev.salvor.inspect.pickle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Kind;
import dev.salvor.finding.Rule;
import dev.salvor.format.pickle.PickleAssembler;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.InspectionContext;
import dev.salvor.policy.Policy;
import dev.salvor.target.TargetRuntime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PickleInspectorTest {
  @TempDir Path store;

  @Test
  void findsAnArchitectureWithItsWeights() throws IOException {
    Inspection inspection = inspect(GenuinePickles.configAndWeights().stop());
    assertThat(inspection.classification()).isEqualTo(Classification.NEEDS_MIGRATION);
    assertThat(model(GenuinePickles.configAndWeights().stop()))
        .isInstanceOf(PickledModel.ConfigAndWeights.class);
  }

  /** {@code pickle.dump({'model': open('m.h5', 'rb').read()})} and its kin. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0080\3}U\5modelC\12\u0089HDF\r\n\u001a\n..s.",
        "\u0080\3C\12\u0089HDF\r\n\u001a\n...",
        "\u0080\2}U\5modelU\12\u0089HDF\r\n\u001a\n..s.",
        "\u0080\2c_codecs\nencode\nX\11\0\0\0\u00c2\u0089HDF\r\n\u001a\nX\6\0\0\0latin1\u0086R.",
        "\u0080\5\u0096\10\0\0\0\0\0\0\0\u0089HDF\r\n\u001a\n.",
        "\u0080\4c_io\nBytesIO\n)\u0081(C\10\u0089HDF\r\n\u001a\nK\0Ntb."
      })
  void findsAnHdf5FileAsBytes(String pickle) throws IOException {
    assertThat(model(pickle.getBytes(ISO_8859_1)))
        .isInstanceOfSatisfying(
            PickledModel.EmbeddedFile.class,
            file -> assertThat(file.form()).isEqualTo(SalvageForm.HDF5_FILE));
  }

  @Test
  void takesNoZipForAModel() throws IOException {
    assertThat(inspect("\u0080\3C\10PK\3\4\0\0\0\0.".getBytes(ISO_8859_1)).classification())
        .isEqualTo(Classification.NOT_A_MODEL);
  }

  @Test
  void findsTheTreeOfKeras22() throws IOException {
    byte[] pickle = GenuinePickles.h5Dict(GenuinePickles.array()).stop();
    Inspection inspection = inspect(pickle);
    assertThat(inspection.classification()).isEqualTo(Classification.NEEDS_MIGRATION);
    assertThat(inspection.producer().version()).isEqualTo("2.2.4");
    assertThat(model(pickle)).isInstanceOf(PickledModel.H5Dict.class);
  }

  @Test
  void judgesThePickleInAPickle() throws IOException {
    byte[] payload = "\u0080\3cos\nsystem\n(X\2\0\0\0idtR.".getBytes(ISO_8859_1);
    Inspection inspection = inspect(GenuinePickles.h5Dict(payload).stop());
    assertThat(inspection.classification()).isEqualTo(Classification.UNSAFE_PICKLE);
    assertThat(inspection.findings().get(0).message()).contains("d/kernel:0").contains("os.system");
  }

  @Test
  void judgesWhatStandsBehindThePickleInAPickle() throws IOException {
    ByteArrayOutputStream two = new ByteArrayOutputStream();
    two.writeBytes(GenuinePickles.array());
    two.writeBytes("cos\nsystem\n(S'id'\ntR.".getBytes(ISO_8859_1));
    assertThat(inspect(GenuinePickles.h5Dict(two.toByteArray()).stop()).classification())
        .isEqualTo(Classification.UNSAFE_PICKLE);
  }

  @Test
  void takesOutTheArchive() throws IOException {
    byte[] zip = zip("config.json", "metadata.json");
    for (byte[] pickle :
        List.of(GenuinePickles.keras3(zip).stop(), GenuinePickles.bytecode(zip).stop())) {
      assertThat(inspect(pickle).classification()).isEqualTo(Classification.NEEDS_MIGRATION);
      StagedArtifact inside =
          EmbeddedModel.extract(staged(pickle), Policy.NONE, store.resolve("out")).orElseThrow();
      assertThat(inside.artifact().path()).isEqualTo("model.pkl!/model.keras");
      assertThat(inside.main()).hasBinaryContent(zip);
    }
  }

  @Test
  void refusesAnArchiveThatUnpacksElsewhere() throws IOException {
    Inspection inspection =
        inspect(GenuinePickles.bytecode(zip("config.json", "../../.bashrc")).stop());
    assertThat(inspection.classification()).isEqualTo(Classification.UNSAFE_PICKLE);
    assertThat(inspection.findings().get(0).message()).contains("../../.bashrc");
  }

  @Test
  void takesOutTheSavedModel() throws IOException {
    byte[] tar = tar("saved_model.pb", TarConstants.LF_NORMAL);
    StagedArtifact inside =
        EmbeddedModel.extract(
                staged(GenuinePickles.bytecode(tar).stop()), Policy.NONE, store.resolve("out"))
            .orElseThrow();
    assertThat(inside.artifact().layout()).isEqualTo(Artifact.Layout.SAVED_MODEL);
    assertThat(inside.directory().resolve("saved_model.pb")).exists();
  }

  @Test
  void refusesALinkInATar() throws IOException {
    byte[] tar = tar("assets/vocab.txt", TarConstants.LF_SYMLINK);
    Inspection inspection = inspect(GenuinePickles.bytecode(tar).stop());
    assertThat(inspection.classification()).isEqualTo(Classification.UNSAFE_PICKLE);
    assertThat(inspection.findings().get(0).message()).contains("assets/vocab.txt");
  }

  @Test
  void namesTheBytesOfACutPickle() throws IOException {
    byte[] whole = GenuinePickles.h5Dict(GenuinePickles.array()).stop();
    Inspection inspection = inspect(java.util.Arrays.copyOf(whole, 300));
    assertThat(inspection.classification()).isEqualTo(Classification.CORRUPT);
    assertThat(inspection.findings().get(0).rule()).isEqualTo(Rule.PICKLE_TRUNCATED);
    assertThat(inspection.findings().get(0).message()).contains("300");
  }

  @Test
  void namesAnEstimator() throws IOException {
    byte[] pickle =
        "\u0080\3csklearn.preprocessing.data\nStandardScaler\n)\u0081}X\1\0\0\0aK\1sb."
            .getBytes(ISO_8859_1);
    Inspection inspection = inspect(pickle);
    assertThat(inspection.classification()).isEqualTo(Classification.UNSUPPORTED);
    assertThat(inspection.findings().get(0).message()).contains("StandardScaler");
  }

  @Test
  void tellsArraysFromAModel() throws IOException {
    byte[] list = new PickleAssembler().proto(3).op("]").floats(new int[] {2}, 1, 2).op("a").stop();
    assertThat(inspect(list).findings().get(0).rule()).isEqualTo(Rule.KERAS_NO_ARCHITECTURE);
    byte[] names = "\u0080\3]X\3\0\0\0cata.".getBytes(ISO_8859_1);
    assertThat(inspect(names).classification()).isEqualTo(Classification.NOT_A_MODEL);
  }

  @Test
  void readsACompressedPickle() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(GenuinePickles.configAndWeights().stop());
    }
    assertThat(inspect(packed.toByteArray()).classification())
        .isEqualTo(Classification.NEEDS_MIGRATION);
  }

  @Test
  void judgesWhatACutCompressedPickleStillGives() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    byte[] noise = new byte[1 << 16];
    new java.util.Random(1).nextBytes(noise);
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write("\u0080\3cos\nsystem\n(X\2\0\0\0idtR0".getBytes(ISO_8859_1));
      gzip.write(new PickleAssembler().bytes(noise).stop());
    }
    byte[] cut = java.util.Arrays.copyOf(packed.toByteArray(), packed.size() / 2);
    assertThat(inspect(cut).classification()).isEqualTo(Classification.UNSAFE_PICKLE);
  }

  @Test
  void refusesABomb() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(new PickleAssembler().proto(3).bytes(new byte[100 << 20]).stop());
    }
    InspectionContext small =
        new InspectionContext(
            Kind.JOBLIB,
            TargetRuntime.named(TargetRuntime.DEFAULT),
            new Policy(
                List.of(),
                java.util.Map.of(),
                List.of(),
                java.util.Map.of("unpacked_bytes", 1L << 20)));
    Inspection inspection = new PickleInspector().inspect(staged(packed.toByteArray()), small);
    assertThat(inspection.findings().get(0).rule()).isEqualTo(Rule.ARCHIVE_BOMB);
  }

  /** A loader stops at the end of the first stream; what stands behind it is accounted for. */
  @Test
  void refusesBytesBehindAZlibStream() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream zlib = new DeflaterOutputStream(packed)) {
      zlib.write(GenuinePickles.configAndWeights().stop());
    }
    assertThat(inspect(packed.toByteArray()).classification())
        .isEqualTo(Classification.NEEDS_MIGRATION);
    packed.write("\u0080\3cos\nsystem\n(X\2\0\0\0idtR.".getBytes(ISO_8859_1));
    Inspection inspection = inspect(packed.toByteArray());
    assertThat(inspection.classification()).isEqualTo(Classification.CORRUPT);
    assertThat(inspection.findings().get(0).message())
        .contains("Unexpected data after a valid zlib stream");
  }

  @Test
  void readsWeightsInAnOrderedDict() throws IOException {
    byte[] pickle =
        new PickleAssembler()
            .proto(3)
            .op("}")
            .mark()
            .text("json")
            .text(GenuinePickles.JSON)
            .text("weights")
            .op("ccollections\nOrderedDict\n)R")
            .mark()
            .text("d/kernel:0")
            .floats(new int[] {2}, 1, 2)
            .op("u")
            .op("u")
            .stop();
    assertThat(inspect(pickle).classification()).isEqualTo(Classification.NEEDS_MIGRATION);
  }

  @Test
  void saysThatListsOfNumbersAreNoWeights() throws IOException {
    byte[] pickle =
        new PickleAssembler()
            .proto(3)
            .op("}")
            .mark()
            .text("json")
            .text(GenuinePickles.JSON)
            .text("weights")
            .op("]]]G\77\360\0\0\0\0\0\0aaa")
            .op("u")
            .stop();
    assertThat(inspect(pickle).findings().get(0).message())
        .isEqualTo(
            "it holds an architecture without weights: lists of numbers do not say their type;"
                + " keep them as NumPy arrays");
  }

  @Test
  void namesAMissingArrayFile() throws IOException {
    Inspection inspection = inspect(companion("net.pkl_01.npy"));
    assertThat(inspection.classification()).isEqualTo(Classification.CORRUPT);
    assertThat(inspection.findings().get(0).message()).contains("net.pkl_01.npy");
  }

  @Test
  void refusesAnArrayFileElsewhere() throws IOException {
    assertThat(inspect(companion("/etc/passwd")).classification())
        .isEqualTo(Classification.UNSAFE_PICKLE);
    assertThat(inspect(companion("../x.npy")).classification())
        .isEqualTo(Classification.UNSAFE_PICKLE);
  }

  @Test
  void findsAModelBesideAScaler() throws IOException {
    byte[] pickle =
        new PickleAssembler()
            .proto(3)
            .op("}")
            .mark()
            .text("scaler")
            .op("csklearn.preprocessing.data\nStandardScaler\n)\u0081}b")
            .text("json")
            .text(GenuinePickles.JSON)
            .text("weights")
            .op("]")
            .floats(new int[] {2}, 1, 2)
            .op("a")
            .op("u")
            .stop();
    Inspection inspection = inspect(pickle);
    assertThat(inspection.classification()).isEqualTo(Classification.NEEDS_MIGRATION);
    assertThat(inspection.findings())
        .anySatisfy(f -> assertThat(f.message()).contains("StandardScaler"));
  }

  private static byte[] companion(String name) {
    return new PickleAssembler()
        .proto(3)
        .op("]")
        .global("joblib.numpy_pickle", "NDArrayWrapper")
        .op(")")
        .newObject()
        .op("}")
        .mark()
        .text("filename")
        .text(name)
        .text("subclass")
        .global("numpy", "ndarray")
        .op("u")
        .build()
        .op("a")
        .stop();
  }

  private PickledModel model(byte[] pickle) throws IOException {
    try (Examination examination = Examination.of(staged(pickle), Policy.NONE)) {
      return examination.model().orElseThrow();
    }
  }

  private Inspection inspect(byte[] pickle) throws IOException {
    return new PickleInspector()
        .inspect(
            staged(pickle),
            new InspectionContext(
                Kind.PICKLE, TargetRuntime.named(TargetRuntime.DEFAULT), Policy.NONE));
  }

  private StagedArtifact staged(byte[] pickle) throws IOException {
    Files.write(store.resolve("model.pkl"), pickle);
    ArtifactFile file = new ArtifactFile("model.pkl", "", pickle.length, 0, null);
    return new StagedArtifact(
        new Artifact("model.pkl", Artifact.Layout.FILE, List.of(file), "model"), store);
  }

  private static byte[] zip(String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : new ArrayList<>(List.of(names))) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write("{}".getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] tar(String name, byte type) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      TarArchiveEntry entry = new TarArchiveEntry(name, type);
      if (type == TarConstants.LF_SYMLINK) {
        entry.setLinkName("/etc/passwd");
      }
      tar.putArchiveEntry(entry);
      tar.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }
}
