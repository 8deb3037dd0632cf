package dev.salvor.inspect.simple;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Kind;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.InspectionContext;
import dev.salvor.inspect.keras.KerasArchitectureInspector;
import dev.salvor.policy.Policy;
import dev.salvor.target.TargetRuntime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumpyInspectorTest {
  private static final String CALL =
      "\u0080\u0002cposix\nsystem\nX\u0002\u0000\u0000\u0000id\u0085R.";

  @TempDir Path root;

  @Test
  void numbersAreWeightsAtBest() throws Exception {
    Inspection plain = inspect(npy("'<f4'", "(2, 3)", new byte[24]));
    assertThat(plain.classification()).isEqualTo(Classification.UNSUPPORTED);
    assertThat(plain.findings().get(0).message()).contains("1 NumPy array", "architecture");
    Inspection packed = inspect(zip("arr_0.npy", npy("'<f4'", "(2,)", new byte[8])));
    assertThat(packed.findings().get(0).message()).contains("arr_0");
  }

  @Test
  void objectsAreAPickle() throws Exception {
    byte[] array = npy("'|O'", "()", CALL.getBytes(ISO_8859_1));
    Inspection plain = inspect(array);
    assertThat(plain.classification()).isEqualTo(Classification.UNSAFE_PICKLE);
    assertThat(plain.findings().get(0).message()).contains("system");
    Inspection packed = inspect(zip("w.npy", array));
    assertThat(packed.classification()).isEqualTo(Classification.UNSAFE_PICKLE);
    assertThat(packed.findings().get(0).location().member()).isEqualTo("w.npy");
  }

  @Test
  void objectInAStructuredTypeIsAPickleToo() throws Exception {
    byte[] array = npy("[('a', '<f4'), ('b', '|O')]", "(1,)", CALL.getBytes(ISO_8859_1));
    assertThat(inspect(array).classification()).isEqualTo(Classification.UNSAFE_PICKLE);
  }

  @Test
  void inertObjectsAreExplained() throws Exception {
    byte[] array = npy("'|O'", "()", "\u0080\u0002K\u0001.".getBytes(ISO_8859_1));
    assertThat(inspect(array).classification()).isEqualTo(Classification.NOT_A_MODEL);
  }

  /** {@code np.savez(…, config=model.to_json())} with weights in each form, by TensorFlow 2.15. */
  @Test
  void aStringBesideArraysIsTheirArchitecture() throws Exception {
    for (String name : List.of("plain.npz", "objects.npz", "history.npz")) {
      Inspection found = inspect(fixture(name));
      assertThat(found.classification()).isEqualTo(Classification.NEEDS_MIGRATION);
      StagedArtifact inside = ArrayModel.extract(staged(fixture(name)), root).orElseThrow();
      assertThat(inside.artifact().path()).isEqualTo("a.npy!/model.json");
      Inspection model =
          new KerasArchitectureInspector()
              .inspect(
                  inside,
                  new InspectionContext(
                      Kind.KERAS_JSON, TargetRuntime.named("tf-2.18"), Policy.NONE));
      assertThat(model.classification()).isEqualTo(Classification.NEEDS_MIGRATION);
      assertThat(model.findings()).isEmpty();
    }
  }

  @Test
  void twoArchitecturesAreRefused() {
    assertThatThrownBy(() -> inspect(fixture("two.npz")))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("config, config2");
  }

  private static byte[] fixture(String name) throws IOException {
    try (InputStream in = NumpyInspectorTest.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }

  private Inspection inspect(byte[] bytes) throws IOException {
    return new NumpyInspector()
        .inspect(
            staged(bytes),
            new InspectionContext(Kind.NUMPY, TargetRuntime.named("tf-2.18"), Policy.NONE));
  }

  private StagedArtifact staged(byte[] bytes) throws IOException {
    Files.write(root.resolve("a.npy"), bytes);
    ArtifactFile file = new ArtifactFile("a.npy", "file:///a.npy", bytes.length, 0, null);
    Artifact artifact = new Artifact("a.npy", Artifact.Layout.FILE, List.of(file), "a");
    return new StagedArtifact(artifact, root);
  }

  private static byte[] npy(String descr, String shape, byte[] data) {
    String header = "{'descr': " + descr + ", 'fortran_order': False, 'shape': " + shape + ", }\n";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("\u0093NUMPY\u0001\u0000".getBytes(ISO_8859_1));
    out.write(header.length() & 0xFF);
    out.write(header.length() >> 8);
    out.writeBytes(header.getBytes(ISO_8859_1));
    out.writeBytes(data);
    return out.toByteArray();
  }

  private static byte[] zip(String name, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.putNextEntry(new ZipEntry(name));
      out.write(content);
    }
    return bytes.toByteArray();
  }
}
