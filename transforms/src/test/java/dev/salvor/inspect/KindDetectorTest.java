package dev.salvor.inspect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.FileView;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Kind;
import dev.salvor.finding.Rule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KindDetectorTest {
  private static final String HDF5 = "\u0089HDF\r\n\u001a\n";

  /** GraphDef with one node {name: "x", op: "Placeholder"}. */
  private static final byte[] GRAPH = bytes("\n\u0010\n\u0001x\u0012\u000bPlaceholder");

  private static final byte[] PICKLE =
      bytes("\u0080\u0002}q\u0000X\u0001\u0000\u0000\u0000aq\u0001K\u0001s.");

  @TempDir Path root;

  @Test
  void namesDecideNothing() throws Exception {
    for (String name : List.of("m.h5", "m.pb", "m.keras", "m", "m.pkl", "m.txt")) {
      assertThat(kind(name, padded(HDF5))).isEqualTo(Kind.KERAS_H5);
      assertThat(kind(name, GRAPH)).isEqualTo(Kind.FROZEN_GRAPH);
      assertThat(kind(name, PICKLE)).isEqualTo(Kind.PICKLE);
    }
  }

  @Test
  void textOfAModelWithALostBlockIsDamaged() throws Exception {
    byte[] json =
        bytes(
            "{\"class_name\": \"Sequential\", \"config\": {\"name\": \"m\", \"layers\": []},"
                + " \"keras_version\": \"2.2.4\", \"backend\": \"tensorflow\"}");
    Arrays.fill(json, 60, 80, (byte) 0);
    assertDamaged(
        json,
        "it begins as a Keras JSON architecture in text, but 20 zero bytes stand at byte 60: the"
            + " disk or the transfer lost what was there");
    byte[] yaml = bytes("backend: tensorflow\nclass_name: Sequential\nconfig:\n\u0001\u0002\u0003");
    assertDamaged(
        yaml,
        "it begins as a Keras YAML architecture in text, but byte 51 and what follows is no text:"
            + " it is of another file");
  }

  @Test
  void byteOrderMarkBeforeABinaryFileIsNamed() throws Exception {
    assertDamaged(
        concat(bytes("\u00ef\u00bb\u00bf"), padded(HDF5)),
        "a byte order mark of UTF-8 (EF BB BF) stands before it: a program saved it as text");
  }

  private void assertDamaged(byte[] content, String message) throws IOException {
    Path file = Files.write(root.resolve("damaged"), content);
    try (FileView view = FileView.open(file)) {
      Finding finding = KindDetector.read(view, "damaged").finding();
      assertThat(finding).isNotNull();
      assertThat(finding.message()).isEqualTo(message);
      assertThat(finding.rule().classification()).contains(Classification.CORRUPT);
    }
  }

  @Test
  void hdf5BehindAUserBlock() throws Exception {
    for (int block : List.of(512, 1024, 2048, 8192)) {
      byte[] file = new byte[block + 1000];
      System.arraycopy(bytes(HDF5), 0, file, block, 8);
      assertThat(kind("m.h5", file)).as("block of %d", block).isEqualTo(Kind.KERAS_H5);
    }
  }

  @Test
  void pickleInTheUserBlockIsThePickles() throws Exception {
    byte[] file = new byte[2000];
    System.arraycopy(PICKLE, 0, file, 0, PICKLE.length);
    System.arraycopy(bytes(HDF5), 0, file, 512, 8);
    assertThat(kind("m.h5", file)).isEqualTo(Kind.PICKLE);
  }

  @Test
  void pickleUnderAnothersMagicNumberIsThePickles() throws Exception {
    // PROTO 4, SHORT_BINUNICODE "TFL3": the bytes at 4 are those of a TFLite file
    assertThat(kind("m.tflite", bytes("\u0080\u0004\u008c\u0004TFL3\u0094.")))
        .isEqualTo(Kind.PICKLE);
    assertThat(kind("m.tflite", bytes("\u001c\u0000\u0000\u0000TFL3\u0014\u0000")))
        .isEqualTo(Kind.TFLITE);
  }

  @Test
  void fileOfTwoFormatsIsUnsafe() throws Exception {
    byte[] zip = zip("config.json", "metadata.json", "model.weights.h5");
    assertSettled("m.h5", concat(padded(HDF5), zip), Rule.FILE_POLYGLOT);
    assertSettled("m.jpg", concat(bytes("\u00ff\u00d8\u00ff\u00e0"), zip), Rule.FILE_POLYGLOT);
    byte[] both = Arrays.copyOf(zip, 4096);
    System.arraycopy(bytes(HDF5), 0, both, 2048, 8);
    assertSettled("m.keras", both, Rule.FILE_POLYGLOT);
    assertThat(kind("m.keras", concat(PICKLE, zip))).isEqualTo(Kind.PICKLE);
  }

  @Test
  void hdf5MemberOfAnArchiveIsNoSecondReading() throws Exception {
    byte[] tar = new byte[4096];
    byte[] header = new byte[512];
    System.arraycopy(bytes("model.h5"), 0, header, 0, 8);
    int sum = 8 * ' ';
    for (byte b : header) {
      sum += b;
    }
    System.arraycopy(bytes(String.format("%06o\u0000 ", sum)), 0, header, 148, 8);
    System.arraycopy(header, 0, tar, 0, 512);
    System.arraycopy(bytes(HDF5), 0, tar, 512, 8);
    Detection detection = detect("m.tar", tar);
    assertThat(detection.isArchive()).isTrue();
  }

  @Test
  void zipsByWhatIsInThem() throws Exception {
    assertThat(kind("x", zip("config.json", "metadata.json", "model.weights.h5")))
        .isEqualTo(Kind.KERAS_V3);
    assertThat(kind("x", zip("arr_0.npy", "arr_1.npy"))).isEqualTo(Kind.NUMPY);
    assertThat(kind("x", zip("model/saved_model.pb"))).isEqualTo(Kind.ARCHIVE);
    assertThat(kind("x", zip("net/data.pkl", "net/version"))).isEqualTo(Kind.TORCH);
    byte[] keras = zip("metadata.json", "config.json", "model.weights.h5");
    assertThat(kind("m.keras", Arrays.copyOf(keras, keras.length - 30)))
        .as("cut: told by its local headers")
        .isEqualTo(Kind.KERAS_V3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(lp0\nS'a'\np1\na.",
        "ccopy_reg\n_reconstructor\np0\n(c__main__\nA\np1\nc__builtin__\nobject\np2\nNtp3\nRp4\n.",
        "cos\nsystem\n(S'id'\ntR.",
        "(S'id'\nios\nsystem\n.",
        "Pweights/shard-0\n.",
        "I0x1\n0cposix\nsystem\n(S'true'\ntR.",
        "\u0080\u0002\u0080\u0004cposixpath\nos.system\n(X\u0002\u0000\u0000\u0000idtR."
      })
  void picklesWithoutAMagicNumber(String stream) throws Exception {
    assertThat(kind("x.txt", bytes(stream))).isEqualTo(Kind.PICKLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cat\ndog\nperson\n",
        "Pug\nPoodle\nVizsla\nPointer\nPapillon\nPekingese\n",
        "I am a text.\nFor you.\n",
        "(see the manual)\n",
        "class_label: 3\n",
        "step 1 loss 0.3\nstep 2 loss 0.2\n",
        "]\n",
        "N/A\n"
      })
  void textsAreNoPickles(String text) throws Exception {
    assertSettled("x.txt", text.getBytes(UTF_8), Rule.FILE_NOT_A_MODEL);
    assertThat(kind("x.txt", text.getBytes(UTF_8))).isEqualTo(Kind.TEXT);
  }

  @Test
  void compressedPicklesAreJoblibs() throws Exception {
    assertThat(kind("x", gzip(PICKLE))).isEqualTo(Kind.JOBLIB);
    assertThat(kind("x", zlib(PICKLE))).isEqualTo(Kind.JOBLIB);
    assertThat(kind("x", gzip(padded(HDF5)))).isEqualTo(Kind.COMPRESSED);
    byte[] cut = gzip(noise(50_000));
    assertThat(kind("x", Arrays.copyOf(cut, 20_000))).isEqualTo(Kind.COMPRESSED);
    assertThat(kind("x", bytes("ZF0x000000000000045"))).isEqualTo(Kind.JOBLIB);
  }

  @Test
  void protobufMessages() throws Exception {
    byte[] meta = concat(bytes("\n\u0009\"\u0005serve*\u0000"), bytes("\u0012\u0012"), GRAPH);
    assertThat(kind("x.meta", meta)).isEqualTo(Kind.METAGRAPH);
    assertThat(kind("x.pb", concat(bytes("\b\u0001\u0012"), new byte[] {(byte) meta.length}, meta)))
        .isEqualTo(Kind.SAVED_MODEL);
    assertThat(kind("cut.pb", Arrays.copyOf(concat(GRAPH, GRAPH, GRAPH), 50)))
        .isEqualTo(Kind.FROZEN_GRAPH);
    assertThat(kind("x.pbtxt", bytes("# made by hand\nnode {\n  name: \"x\"\n")))
        .isEqualTo(Kind.FROZEN_GRAPH);
    assertThat(kind("x.pbtxt", bytes("saved_model_schema_version: 1\nmeta_graphs {\n")))
        .isEqualTo(Kind.SAVED_MODEL);
    assertSettled(
        "x.pb",
        bytes("\b\u0007\u0012\u0007pytorch:\u0003\n\u0001xB\u0002\u0010\u000b"),
        Rule.FILE_FOREIGN_FRAMEWORK,
        "ONNX");
    assertSettled(
        "x",
        bytes("\b\u0001\u0012\u0003\n\u0001x\u00a2\u001f\u0004\n\u0002ab"),
        Rule.FILE_FOREIGN_FRAMEWORK,
        "Core ML");
    assertSettled(
        "x",
        bytes("\n\u0003Net\u00a2\u0006\u0007\n\u0005conv1"),
        Rule.FILE_FOREIGN_FRAMEWORK,
        "Caffe");
  }

  @Test
  void graphOfASavedModelUnderAnotherNameIsIncomplete() throws Exception {
    byte[] text = bytes("saved_model_schema_version: 1\nmeta_graphs {\n");
    assertSettled("model.pbtxt", text, Rule.SAVED_MODEL_INCOMPLETE, "model.pbtxt");
  }

  @Test
  void architectures() throws Exception {
    String json = "{\"class_name\": \"Sequential\", \"config\": []}";
    assertThat(kind("a", bytes(json))).isEqualTo(Kind.KERAS_JSON);
    assertThat(kind("a", ("\ufeff" + json).getBytes(UTF_8))).isEqualTo(Kind.KERAS_JSON);
    assertThat(kind("a", bytes("\"" + json.replace("\"", "\\\"") + "\"")))
        .isEqualTo(Kind.KERAS_JSON);
    assertThat(kind("a", bytes(json.substring(0, 25)))).isEqualTo(Kind.KERAS_JSON);
    assertThat(kind("a", bytes("backend: tensorflow\nclass_name: Model\nconfig:\n  layers: []\n")))
        .isEqualTo(Kind.KERAS_YAML);
    assertSettled("a", bytes("{\"layers\": {\"class_name\": 1}}"), Rule.FILE_NOT_A_MODEL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<!DOCTYPE html><html><title>Sign in</title> | FILE_ERROR_PAGE | HTML",
        "<html><body>403</body></html> | FILE_ERROR_PAGE | HTML",
        "<?xml version='1.0'?><Error><Code>NoSuchKey</Code></Error> | FILE_ERROR_PAGE | NoSuchKey",
        "{\"message\": \"Not Found\", \"documentation_url\": \"x\"} | FILE_ERROR_PAGE | Not Found",
        "404: Not Found | FILE_ERROR_PAGE | Not Found",
        "{\"learner\": {}, \"version\": [1,7,0]} | FILE_FOREIGN_FRAMEWORK | XGBoost",
        "{\"format\": \"layers-model\", \"modelTopology\": {}} | FILE_FOREIGN_FRAMEWORK |"
            + " TensorFlow.js",
        "<?xml version='1.0'?><PMML version='4.4'> | FILE_FOREIGN_FRAMEWORK | PMML",
        "GGUFxxxxxxxxxxxx | FILE_FOREIGN_FRAMEWORK | GGUF",
        "name: \"LeNet\" layer { name: \"data\" } | FILE_FOREIGN_FRAMEWORK | Caffe",
        "{\"cells\": [], \"nbformat\": 4} | FILE_NOT_A_MODEL | notebook",
      })
  void whatIsNoModelIsNamed(String text, Rule rule, String says) throws Exception {
    assertSettled("x.h5", bytes(text), rule, says);
  }

  @Test
  void pointers() throws Exception {
    assertSettled(
        "m.h5",
        bytes("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 38352\n"),
        Rule.FILE_LFS_POINTER,
        "38352");
    assertSettled("m.h5", bytes("/annex/objects/SHA256E-s1--ab.h5\n"), Rule.FILE_LFS_POINTER);
  }

  @ParameterizedTest
  @CsvSource({
    "'\u0089HDF\r\r\n\u001a\r\n', text mode",
    "'\u0089HDF\n\u001a\n', text mode",
    "'\u00ef\u00bf\u00bdHDF\r\n', EF BF BD",
    "'\u00c2\u0089HDF\r\n', UTF-8",
  })
  void transfersInTextMode(String head, String says) throws Exception {
    assertSettled("m.h5", padded(head), Rule.FILE_TEXT_MODE, says);
  }

  @Test
  void zipsThatWereTakenForText() throws Exception {
    byte[] zip = zip("metadata.json", "config.json", "a", "b", "c", "d", "e", "f");
    byte[] utf8 = new String(zip, ISO_8859_1).getBytes(UTF_8);
    assertSettled("m.keras", utf8, Rule.FILE_TEXT_MODE, "UTF-8");
    byte[] replaced = new String(zip, UTF_8).getBytes(UTF_8);
    assertSettled("m.keras", replaced, Rule.FILE_TEXT_MODE, "U+FFFD");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "m.h5.part",
        "output_graph.pb_.gstmp",
        "m.keras.crdownload",
        ".model.keras.Xb81Ks",
        "m.h5.filepart",
        "model.ckpt-1.data-00000-of-00001.tempstate123"
      })
  void unfinishedTransfersByName(String name) throws Exception {
    assertSettled(name, padded(HDF5), Rule.FILE_PARTIAL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.h5", ".hidden.h5", ".model.config", "party.h5", "a.parts"})
  void finishedNames(String name) throws Exception {
    assertThat(detect(name, padded(HDF5)).settled()).isFalse();
  }

  @Test
  void bytesOfNoFormat() throws Exception {
    assertSettled("m.h5", new byte[0], Rule.FILE_EMPTY, "empty");
    assertSettled("m.h5", new byte[5000], Rule.FILE_DAMAGED, "zeros");
    assertSettled("m.h5", new byte[] {(byte) 0x89}, Rule.FILE_DAMAGED, "1 byte ");
    byte[] lostHead = concat(new byte[4096], noise(500));
    assertSettled("m.h5", lostHead, Rule.FILE_DAMAGED, "4,096");
    assertSettled("notes.bin", noise(500), Rule.FILE_NOT_A_MODEL);
    assertThat(detect("m.h5", noise(500)).findings().get(0).rule()).isEqualTo(Rule.FILE_DAMAGED);
  }

  @Test
  void base64IsNamedWithWhatIsInIt() throws Exception {
    byte[] text = Base64.getMimeEncoder().encode(padded(HDF5));
    assertSettled("m.b64", text, Rule.FILE_FORMAT_UNSUPPORTED, "base64 text of an HDF5 file");
  }

  @Test
  void noBytesBreakIt() throws Exception {
    Random random = new Random(3);
    List<byte[]> seeds =
        List.of(GRAPH, PICKLE, padded(HDF5), zip("a"), gzip(PICKLE), bytes("{\"a\": [1, \"b\"]}"));
    for (int i = 0; i < 600; i++) {
      byte[] file = seeds.get(i % seeds.size()).clone();
      for (int flips = random.nextInt(6); flips >= 0; flips--) {
        file[random.nextInt(Math.min(file.length, 64))] = (byte) random.nextInt(256);
      }
      file = Arrays.copyOf(file, 1 + random.nextInt(file.length));
      assertThat(detect("m.h5", file).kind()).isNotNull();
    }
  }

  @Test
  void classesOfSettledRows() throws Exception {
    Artifact artifact = artifact("m.h5", 0);
    assertThat(detect("m.h5", new byte[0]).inspection(artifact).classification())
        .isEqualTo(Classification.CORRUPT);
    assertThat(
            detect("m.h5", bytes("<html>"))
                .inspection(artifact)
                .findings()
                .get(0)
                .location()
                .file())
        .isEqualTo("m.h5");
  }

  private void assertSettled(String name, byte[] content, Rule rule) throws IOException {
    assertSettled(name, content, rule, "");
  }

  private void assertSettled(String name, byte[] content, Rule rule, String says)
      throws IOException {
    Detection detection = detect(name, content);
    assertThat(detection.settled()).isTrue();
    assertThat(detection.findings().get(0).rule()).isEqualTo(rule);
    assertThat(detection.findings().get(0).message()).contains(says);
  }

  private Kind kind(String name, byte[] content) throws IOException {
    return detect(name, content).kind();
  }

  private Detection detect(String name, byte[] content) throws IOException {
    Files.write(root.resolve(name), content);
    return KindDetector.detect(new StagedArtifact(artifact(name, content.length), root));
  }

  private static Artifact artifact(String name, long size) {
    @Nullable String none = null;
    return new Artifact(
        name,
        Artifact.Layout.FILE,
        List.of(new ArtifactFile(name, "file:///" + name, size, 0, none)),
        name);
  }

  private static byte[] bytes(String latin1) {
    return latin1.getBytes(ISO_8859_1);
  }

  private static byte[] padded(String head) {
    byte[] file = new byte[2000];
    byte[] start = bytes(head);
    new Random(1).nextBytes(file);
    System.arraycopy(start, 0, file, 0, start.length);
    return file;
  }

  private static byte[] noise(int length) {
    byte[] noise = new byte[length];
    new Random(11).nextBytes(noise);
    noise[0] = (byte) 0xEE;
    return noise;
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] zip(String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (String name : names) {
        out.putNextEntry(new ZipEntry(name));
        out.write(noise(100));
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  private static byte[] zlib(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new DeflaterOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }
}
