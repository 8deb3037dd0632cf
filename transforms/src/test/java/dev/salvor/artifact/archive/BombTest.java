package dev.salvor.artifact.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Rule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/**
 * Archives that are small and cost much: how much of them is read and written before they are
 * refused.
 */
class BombTest {
  /** What any archive may unpack to, and a buffer. */
  private static final long MOST = (16 << 20) + (1 << 17);

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
      for (int i = 0; i < 4_500; i++) {
        out.putArchiveEntry(new TarArchiveEntry(Integer.toString(i)));
        out.closeArchiveEntry();
      }
    }
    assertThat(refusal("m.tar.gz", bytes.toByteArray()).message())
        .contains("hold more than 4,000 entries");
    assertThat(files()).isLessThan(256);
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
    assertThat(refusal.message()).contains("unpack to 16,");
    assertThat(unpacked()).isLessThan(MOST);
  }

  /** Formats that do not state how much they hold; zeros to the end of the file. */
  @Test
  void whatStatesNoSizeIsUnpackedUntilItsRestIsSeenToRepeat() throws IOException {
    Map<String, Packer> packers =
        Map.of(
            "m.h5.zlib", DeflaterOutputStream::new,
            "m.h5.lz4", FramedLZ4CompressorOutputStream::new);
    for (Map.Entry<String, Packer> packer : packers.entrySet()) {
      byte[] bytes = packed(packer.getValue(), out -> zeros(out, 400));
      Finding refusal = refusal(packer.getKey(), bytes);
      assertThat(refusal.rule()).as(packer.getKey()).isEqualTo(Rule.ARCHIVE_BOMB);
      assertThat(refusal.message()).endsWith(" a decompression bomb (limit archive_ratio, 200)");
      assertThat(unpacked()).as(packer.getKey()).isLessThan(MOST);
    }
  }

  @Test
  void manyStreamsInOneFileAreUnpackedNoFurther() throws IOException {
    byte[] bzip2 = packed(BZip2CompressorOutputStream::new, out -> zeros(out, 4));
    byte[] xz = packed(out -> new XZOutputStream(out, new LZMA2Options(0)), out -> zeros(out, 4));
    assertThat(refusal("m.h5.bz2", repeated(bzip2, 3_000)).rule()).isEqualTo(Rule.ARCHIVE_BOMB);
    assertThat(unpacked()).isLessThan(MOST);
    assertThat(refusal("m.h5.xz", repeated(xz, 300)).rule()).isEqualTo(Rule.ARCHIVE_BOMB);
    assertThat(unpacked()).isLessThan(MOST);
  }

  @Test
  void whatBeginsWithZerosAndGoesOnWithWeightsIsNoBomb() throws IOException {
    byte[] weights = new byte[1 << 20];
    new Random(7).nextBytes(weights);
    Packer[] packers = {DeflaterOutputStream::new, BZip2CompressorOutputStream::new};
    for (Packer packer : packers) {
      byte[] bytes =
          packed(
              packer,
              out -> {
                zeros(out, 40);
                out.write(weights);
              });
      Expansion expansion = expand("m.h5.z", bytes, ArchiveLimits.DEFAULT);
      assertThat(expansion.refusals()).isEmpty();
      assertThat(expansion.artifacts().get(0).size()).isEqualTo(41L << 20);
      clear();
    }
  }

  @Test
  void modelOfZerosIsAdmittedByTheLimitThatTheRefusalNames() throws IOException {
    byte[] bytes = packed(GZIPOutputStream::new, out -> zeros(out, 40));
    assertThat(refusal("m.h5.gz", bytes).message()).contains("(limit archive_ratio, 200)");
    ArchiveLimits limits = ArchiveLimits.of(Map.of("archive_ratio", 2_000L));
    assertThat(expand("m.h5.gz", bytes, limits).artifacts().get(0).size()).isEqualTo(40L << 20);
  }

  /** Its header says 400 MB: that is what is missing, not what it would cost. */
  @Test
  void tarThatIsCutEarlyIsDamagedAndNoBomb() throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry("m.h5");
    entry.setSize(400 << 20);
    byte[] header = new byte[1024];
    entry.writeEntryHeader(header);
    Finding plain = refusal("m.tar", header);
    assertThat(plain.rule()).isEqualTo(Rule.ARCHIVE_DAMAGED);
    assertThat(plain.message())
        .isEqualTo("the entry 'm.h5' has 419,430,400 bytes, but the archive ends at byte 1,024");
    Finding packed = refusal("m.tar.gz", packed(GZIPOutputStream::new, out -> out.write(header)));
    assertThat(packed.rule()).isEqualTo(Rule.ARCHIVE_DAMAGED);
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
    clear();
    Expansion expansion = expand(name, bytes, ArchiveLimits.DEFAULT);
    assertThat(expansion.artifacts()).isEmpty();
    assertThat(expansion.refusals()).hasSize(1);
    assertThat(expansion.refusals().get(0).archive().path()).isEqualTo(name);
    return expansion.refusals().get(0).finding();
  }

  private Expansion expand(String name, byte[] bytes, ArchiveLimits limits) throws IOException {
    Files.write(root.resolve(name), bytes);
    ArtifactFile file = new ArtifactFile(name, "file:///store/" + name, bytes.length, 0, null);
    Artifact artifact = new Artifact(name, Artifact.Layout.FILE, List.of(file), "m");
    ArchiveExpander expander =
        new ArchiveExpander(
            limits,
            inner -> {
              opened.incrementAndGet();
              return inner.artifact().path().endsWith(".zip");
            },
            (architecture, weights) -> false);
    return expander.expand(new StagedArtifact(artifact, root), root.resolve("out"));
  }

  @FunctionalInterface
  private interface Packer {
    OutputStream over(OutputStream out) throws IOException;
  }

  @FunctionalInterface
  private interface Content {
    void to(OutputStream out) throws IOException;
  }

  private static byte[] packed(Packer packer, Content content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = packer.over(bytes)) {
      content.to(out);
    }
    return bytes.toByteArray();
  }

  private static byte[] repeated(byte[] bytes, int times) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < times; i++) {
      all.writeBytes(bytes);
    }
    return all.toByteArray();
  }

  private static void zeros(OutputStream out, int megabytes) throws IOException {
    byte[] zeros = new byte[1 << 20];
    for (int i = 0; i < megabytes; i++) {
      out.write(zeros);
    }
  }

  /** Bytes written before the refusal. */
  private long unpacked() throws IOException {
    long bytes = 0;
    try (Stream<Path> all = Files.walk(root.resolve("out"))) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  private void clear() throws IOException {
    Path out = root.resolve("out");
    if (Files.exists(out)) {
      try (Stream<Path> all = Files.walk(out)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
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
