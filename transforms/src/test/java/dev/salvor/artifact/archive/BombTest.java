package dev.salvor.artifact.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Rule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Archives that are small and cost much: how much of them is read and written before they are
 * refused.
 */
class BombTest {
  @TempDir Path root;

  private final AtomicInteger opened = new AtomicInteger();

  @Test
  void attributesOfATarAreNotReadWithoutEnd() throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry("m.h5");
    entry.addPaxHeader("comment", "a".repeat(8 << 20));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      out.putArchiveEntry(entry);
      out.closeArchiveEntry();
    }
    assertThat(refusal("m.tar.gz", bytes.toByteArray()).message())
        .isEqualTo("the headers of one entry have more than 1,048,576 bytes");
    assertThat(files()).isZero();
  }

  @Test
  void namesOfATarAreNotReadWithoutEnd() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      TarArchiveEntry name = new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME);
      name.setSize(3 << 20);
      out.putArchiveEntry(name);
      byte[] letters = new byte[3 << 20];
      Arrays.fill(letters, (byte) 'a');
      out.write(letters);
      out.closeArchiveEntry();
      out.putArchiveEntry(new TarArchiveEntry("m.h5"));
      out.closeArchiveEntry();
    }
    assertThat(refusal("m.tar.gz", bytes.toByteArray()).rule()).isEqualTo(Rule.ARCHIVE_BOMB);
    assertThat(files()).isZero();
  }

  @Test
  void manyEmptyEntriesAreCountedAgainstTheBytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      for (int i = 0; i < 2_500; i++) {
        out.putArchiveEntry(new TarArchiveEntry(Integer.toString(i)));
        out.closeArchiveEntry();
      }
    }
    assertThat(refusal("m.tar.gz", bytes.toByteArray()).message()).contains("hold more than");
    assertThat(files()).isLessThan(2_500);
  }

  /** The size that a gzip file states is that of its last member. */
  @Test
  void whatSaysTooLittleIsNotUnpackedToItsEnd() throws IOException {
    ByteArrayOutputStream member = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(member)) {
      out.write(new byte[1 << 20]);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < 1_000; i++) {
      bytes.write(member.toByteArray());
    }
    Finding refusal = refusal("m.h5.gz", bytes.toByteArray());
    assertThat(refusal.rule()).isEqualTo(Rule.ARCHIVE_BOMB);
    assertThat(refusal.message()).contains("unpack to 67,1");
  }

  @Test
  void archivesInArchivesInManyPlacesAreRefusedAsAWhole() throws IOException {
    byte[] bytes = zip(Map.of("0.dll", new byte[1 << 16]));
    for (int depth = 0; depth < 4; depth++) {
      Map<String, byte[]> eight = new java.util.TreeMap<>();
      for (int i = 0; i < 8; i++) {
        eight.put("lib " + i + ".zip", bytes);
      }
      bytes = zip(eight);
    }
    assertThat(refusal("42.zip", bytes).message())
        .isEqualTo("archives are nested more than 3 deep in more than 16 places");
    assertThat(opened).hasValueLessThan(60);
  }

  private Finding refusal(String name, byte[] bytes) throws IOException {
    Files.write(root.resolve(name), bytes);
    ArtifactFile file = new ArtifactFile(name, "file:///store/" + name, bytes.length, 0, null);
    Artifact artifact = new Artifact(name, Artifact.Layout.FILE, List.of(file), "m");
    ArchiveExpander expander =
        new ArchiveExpander(
            ArchiveLimits.DEFAULT,
            inner -> {
              opened.incrementAndGet();
              return inner.artifact().path().endsWith(".zip");
            },
            (architecture, weights) -> false);
    Expansion expansion = expander.expand(new StagedArtifact(artifact, root), root.resolve("out"));
    assertThat(expansion.artifacts()).isEmpty();
    assertThat(expansion.refusals()).hasSize(1);
    assertThat(expansion.refusals().get(0).archive().path()).isEqualTo(name);
    return expansion.refusals().get(0).finding();
  }

  private long files() throws IOException {
    Path out = root.resolve("out");
    if (!Files.exists(out)) {
      return 0;
    }
    try (Stream<Path> all = Files.walk(out)) {
      return all.filter(Files::isRegularFile).count();
    }
  }

  private static byte[] zip(Map<String, byte[]> content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : content.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }
}
