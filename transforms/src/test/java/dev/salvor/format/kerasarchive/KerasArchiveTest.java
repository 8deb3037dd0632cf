package dev.salvor.format.kerasarchive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Rule;
import dev.salvor.format.hdf5.Hdf5File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KerasArchiveTest {
  private static final byte[] WEIGHTS = weights();

  @TempDir Path dir;

  @Test
  void readsStoredAndDeflatedMembers() throws IOException {
    byte[] deflated =
        new ZipBuilder()
            .deflated("config.json", "{}".getBytes(StandardCharsets.UTF_8))
            .deflated("model.weights.h5", WEIGHTS)
            .build();
    for (byte[] zip : new byte[][] {sound().build(), deflated}) {
      try (KerasArchive archive = open(zip);
          Hdf5File weights = archive.weights()) {
        assertThat(archive.config()).isEqualTo("{}");
        assertThat(archive.findings()).isEmpty();
        assertThat(weights.root().group("types")).isPresent();
      }
    }
    try (KerasArchive archive = open(sound().build())) {
      assertThat(archive.metadata()).contains("{\"keras_version\": \"3\"}");
      assertThat(archive.assets()).containsExactly("assets/v.txt");
      assertThat(archive.asset("assets/v.txt").readAllBytes()).containsExactly('a', '\n');
    }
  }

  @Test
  void readsTheDirectoryForm() throws IOException {
    Path root = Files.createDirectories(dir.resolve("model.keras/assets")).getParent();
    Files.writeString(root.resolve("config.json"), "{}");
    Files.writeString(root.resolve("assets/v.txt"), "a");
    Files.write(root.resolve("model.weights.h5"), WEIGHTS);
    try (KerasArchive archive = KerasArchive.open(root, dir);
        Hdf5File weights = archive.weights()) {
      assertThat(archive.assets()).containsExactly("assets/v.txt");
      assertThat(weights.root().group("types")).isPresent();
    }
    Files.createSymbolicLink(root.resolve("assets/out"), dir.resolve("damaged.keras"));
    Files.writeString(dir.resolve("damaged.keras"), "x");
    assertThatThrownBy(() -> KerasArchive.open(root, dir))
        .hasMessageContaining("assets/out is a link to a file outside");
  }

  @Test
  void namesTheMemberThatRotted() throws IOException {
    byte[] zip = sound().build();
    zip[zip.length / 2] ^= 4;
    assertThat(failure(zip).rule()).isEqualTo(Rule.ARCHIVE_DAMAGED);
    assertThat(failure(zip).message()).contains("model.weights.h5").contains("CRC-32");
  }

  @Test
  void recognizesACutArchive() throws IOException {
    byte[] zip = sound().build();
    for (int length : new int[] {zip.length - 1, zip.length / 2, 5}) {
      assertThat(failure(Arrays.copyOf(zip, length)).message())
          .contains("no end of central directory")
          .contains(Integer.toString(length));
    }
  }

  @Test
  void recognizesTextConversions() throws IOException {
    String zip = new String(sound().build(), StandardCharsets.ISO_8859_1);
    Finding utf8 = failure(zip.getBytes(StandardCharsets.UTF_8));
    assertThat(utf8.rule()).isEqualTo(Rule.FILE_TEXT_MODE);
    assertThat(utf8.message()).contains("Latin-1 to UTF-8");
    Finding lines = failure(zip.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    assertThat(lines.rule()).isEqualTo(Rule.FILE_TEXT_MODE);
    assertThat(lines.message()).contains("LF became CR LF");
  }

  @Test
  void refusesWhatReadersWouldSeeDifferently() throws IOException {
    byte[] content = {1};
    assertThat(failure(new ZipBuilder().add("a", "bcd", content, 0, 0, 0).build()).rule())
        .isEqualTo(Rule.ARCHIVE_UNSAFE);
    assertThat(failure(new ZipBuilder().stored("a", "x").stored("A", "y").build()).rule())
        .isEqualTo(Rule.ARCHIVE_UNSAFE);
    assertThat(failure(new ZipBuilder().stored("../a", "x").build()).rule())
        .isEqualTo(Rule.ARCHIVE_UNSAFE);
    assertThat(failure(new ZipBuilder().add("a", "a", content, 0, 0, 0xA1FF0000).build()).rule())
        .isEqualTo(Rule.ARCHIVE_UNSAFE);
    assertThat(failure(new ZipBuilder().add("a", "a", content, 0, 1, 0).build()).rule())
        .isEqualTo(Rule.ARCHIVE_UNSUPPORTED);
    assertThat(failure(new ZipBuilder().add("a", "a", content, 14, 0, 0).build()).rule())
        .isEqualTo(Rule.ARCHIVE_UNSUPPORTED);
    assertThat(failure(new ZipBuilder().deflated("a", new byte[100_000_000]).build()).rule())
        .isEqualTo(Rule.ARCHIVE_BOMB);
  }

  @Test
  void reportsBytesAndMembersThatKerasDoesNotWrite() throws IOException {
    byte[] zip =
        new ZipBuilder()
            .raw((byte) 0x80, (byte) 2)
            .stored("config.json", "{}")
            .stored("run.py", "import os")
            .build();
    try (KerasArchive archive = open(zip)) {
      assertThat(archive.findings())
          .extracting(Finding::rule)
          .containsExactly(Rule.ARCHIVE_UNSAFE, Rule.ARCHIVE_UNEXPECTED_MEMBER);
      assertThat(archive.findings().get(1).message()).contains("run.py");
    }
  }

  @Test
  void namesMissingMembers() throws IOException {
    try (KerasArchive archive = open(new ZipBuilder().stored("x", "").build())) {
      assertThatThrownBy(archive::config).hasMessageContaining("no config.json");
      assertThatThrownBy(archive::weights).hasMessageContaining("no model.weights.h5");
      assertThatThrownBy(() -> archive.shard("../model_00000.weights.h5"))
          .isInstanceOf(ArtifactException.class);
    }
    try (KerasArchive archive = open(new ZipBuilder().stored("model.weights.npz", "").build())) {
      assertThatThrownBy(archive::weights).hasMessageContaining("model.weights.npz");
    }
  }

  @Test
  void namesTheMemberThatIsNoHdf5File() throws IOException {
    try (KerasArchive archive = open(new ZipBuilder().stored("model.weights.h5", "x").build())) {
      assertThatThrownBy(archive::weights)
          .isInstanceOf(ArtifactException.class)
          .hasMessageContaining("model.weights.h5: the file has only 1 bytes");
    }
  }

  @Test
  void neverThrowsAnythingButFindings() throws IOException {
    byte[] whole = sound().deflated("assets/w.txt", new byte[1000]).build();
    Random random = new Random(3);
    for (int round = 0; round < 500; round++) {
      byte[] zip = whole.clone();
      int range = round % 2 == 0 ? zip.length : 400;
      for (int flip = random.nextInt(3); flip >= 0; flip--) {
        zip[zip.length - 1 - random.nextInt(range)] = (byte) random.nextInt();
      }
      try (KerasArchive archive = open(zip)) {
        for (String name : archive.members()) {
          try (InputStream member = archive.member(name)) {
            member.readAllBytes();
          }
        }
      } catch (ArtifactException expected) {
        assertThat(expected.finding().message()).isNotEmpty();
      }
    }
  }

  private static ZipBuilder sound() {
    return new ZipBuilder()
        .stored("metadata.json", "{\"keras_version\": \"3\"}")
        .stored("config.json", "{}")
        .stored("model.weights.h5", WEIGHTS)
        .stored("assets/v.txt", "a\n");
  }

  private static byte[] weights() {
    try (InputStream in = Hdf5File.class.getResourceAsStream("types.h5")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private KerasArchive open(byte[] zip) throws IOException {
    return KerasArchive.open(Files.write(dir.resolve("model.keras"), zip), dir.resolve("tmp"));
  }

  private Finding failure(byte[] zip) {
    return catchThrowableOfType(ArtifactException.class, () -> open(zip).close()).finding();
  }
}
