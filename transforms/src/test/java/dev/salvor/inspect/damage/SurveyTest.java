package dev.salvor.inspect.damage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.format.hdf5.Hdf5File;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurveyTest {
  @TempDir Path temporary;

  private static byte[] fixture(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(Hdf5File.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    }
  }

  private List<Part> survey(String name, byte[] bytes) throws IOException {
    Path file = temporary.resolve(name);
    Files.write(file, bytes);
    ArtifactFile listed = new ArtifactFile(name, file.toString(), bytes.length, 0, null);
    Artifact artifact = new Artifact(name, Artifact.Layout.FILE, List.of(listed), name);
    return Survey.of(
        new StagedArtifact(artifact, temporary), Files.createTempDirectory(temporary, "scratch"));
  }

  @Test
  void allOfASoundFileIsWhole() throws IOException {
    assertThat(survey("m.h5", fixture("types.h5"))).isNotEmpty().allMatch(Part::whole);
  }

  @Test
  void whatLiesBeforeTheCutIsWhole() throws IOException {
    byte[] whole = fixture("chunks.h5");
    List<Part> parts = survey("m.h5", Arrays.copyOf(whole, whole.length * 9 / 10));
    assertThat(parts).anyMatch(Part::whole).anyMatch(part -> !part.whole());
    assertThat(parts.stream().filter(part -> !part.whole()).map(Part::damage))
        .allSatisfy(damage -> assertThat(damage).contains("at offset"));
  }

  @Test
  void membersOfACutZip() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] noise = new byte[5000];
    new Random(1).nextBytes(noise);
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("config.json"));
      zip.write("{}".getBytes(UTF_8));
      zip.putNextEntry(new ZipEntry("model.weights.h5"));
      zip.write(noise);
      zip.closeEntry();
    }
    List<Part> parts = survey("m.keras", Arrays.copyOf(out.toByteArray(), 3000));
    assertThat(parts).extracting(Part::name).containsExactly("config.json", "model.weights.h5");
    assertThat(parts).extracting(Part::whole).containsExactly(true, false);
  }

  @Test
  void arraysOfACutPickleHaveTheirNames() throws IOException {
    String array =
        "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR(I1\n(I2\nt"
            + "cnumpy\ndtype\n(S'f4'\nI0\nI1\ntR(I3\nS'<'\nNNNI-1\nI-1\nI0\ntbI00\nS'abcdefgh'\ntb";
    List<Part> parts =
        survey("m.pkl", ("(dS'layer'\n(dS'kernel'\n" + array + "sS'bias'\ncnum").getBytes(UTF_8));
    assertThat(parts).extracting(Part::name).containsExactly("layer/kernel");
    assertThat(parts).allMatch(Part::whole);
  }

  @Test
  void zerosAndDoubledBlocksLeaveATrace() throws IOException {
    byte[] noise = new byte[40_000];
    new Random(2).nextBytes(noise);
    byte[] zeros = noise.clone();
    Arrays.fill(zeros, 10_000, 16_000, (byte) 0);
    assertThat(traces(zeros))
        .containsExactly(
            "the 6,000 bytes from 10,000 on are zeros: a disk or a transfer lost them");
    byte[] tail = noise.clone();
    Arrays.fill(tail, 39_000, 40_000, (byte) 0);
    assertThat(traces(tail)).anySatisfy(trace -> assertThat(trace).contains("to the end"));
    byte[] doubled = noise.clone();
    System.arraycopy(noise, 4096, doubled, 8192, 4096);
    assertThat(traces(doubled))
        .containsExactly(
            "the 4,096 bytes from 4,096 on stand again at 8,192: a block was written twice");
    assertThat(traces(Arrays.copyOf(noise, 32_768)))
        .anySatisfy(t -> assertThat(t).contains("cut between blocks"));
    assertThat(traces(noise)).isEmpty();
  }

  private List<String> traces(byte[] bytes) throws IOException {
    Path file = temporary.resolve("damaged");
    Files.write(file, bytes);
    return DamageTraces.find(file).stream().map(finding -> finding.message()).toList();
  }
}
