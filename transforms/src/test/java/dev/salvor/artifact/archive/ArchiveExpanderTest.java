package dev.salvor.artifact.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Rule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class ArchiveExpanderTest {
  private static final byte[] MODEL = "a model".getBytes(UTF_8);

  @TempDir Path root;

  @Test
  void zipBecomesItsMembers() throws Exception {
    Expansion expansion =
        expand(
            "zoo.zip", zip("cnn/model.h5", "d/1/saved_model.pb", "d/1/variables/variables.index"));
    assertThat(expansion.refusals()).isEmpty();
    assertThat(expansion.artifacts())
        .extracting(Artifact::path)
        .containsExactly("zoo.zip!/cnn/model.h5", "zoo.zip!/d/1");
    Artifact model = expansion.artifacts().get(0);
    assertThat(model.model()).isEqualTo("zoo.zip_.cnn.model");
    assertThat(model.main().uri()).isEqualTo("file:///store/zoo.zip!/cnn/model.h5");
    assertThat(new StagedArtifact(model, expansion.root()).main()).hasBinaryContent(MODEL);
  }

  @Test
  void tarOfASavedModelAtItsRoot() throws Exception {
    Expansion expansion =
        expand("m.tar.gz", gzip(tar("./saved_model.pb", "./variables/variables.index")));
    assertThat(expansion.artifacts()).extracting(Artifact::path).containsExactly("m.tar.gz!/.");
    StagedArtifact staged = new StagedArtifact(expansion.artifacts().get(0), expansion.root());
    assertThat(staged.directory().resolve("saved_model.pb")).exists();
  }

  @Test
  void compressedFileIsTheFile() throws Exception {
    assertThat(expand("m.h5.gz", gzip(MODEL)).artifacts())
        .extracting(Artifact::path)
        .containsExactly("m.h5.gz!/m.h5");
    ByteArrayOutputStream bz2 = new ByteArrayOutputStream();
    try (OutputStream out = new BZip2CompressorOutputStream(bz2)) {
      out.write(MODEL);
    }
    assertThat(expand("m.h5.bz2", bz2.toByteArray()).artifacts()).hasSize(1);
    ByteArrayOutputStream xz = new ByteArrayOutputStream();
    try (OutputStream out = new XZOutputStream(xz, new LZMA2Options())) {
      out.write(MODEL);
    }
    assertThat(expand("m.h5.xz", xz.toByteArray()).artifacts()).hasSize(1);
  }

  @Test
  void membersOfGzipAreAllRead() throws Exception {
    byte[] two = concat(gzip("a ".getBytes(UTF_8)), gzip("model".getBytes(UTF_8)));
    Expansion expansion = expand("m.h5.gz", two);
    assertThat(new StagedArtifact(expansion.artifacts().get(0), expansion.root()).main())
        .hasBinaryContent(MODEL);
  }

  @Test
  void archivesInArchivesAreOpenedToADepth() throws Exception {
    byte[] inner = zip("model.h5");
    Expansion two = expand("a.zip", zipOf("b.zip", inner));
    assertThat(two.artifacts())
        .extracting(Artifact::path)
        .containsExactly("a.zip!/b.zip!/model.h5");
    Expansion four = expand("a.zip", zipOf("b.zip", zipOf("c.zip", zipOf("d.zip", inner))));
    assertThat(four.artifacts()).isEmpty();
    assertThat(four.refusals())
        .singleElement()
        .satisfies(
            refusal -> {
              assertThat(refusal.archive().path()).isEqualTo("a.zip!/b.zip!/c.zip!/d.zip");
              assertThat(refusal.finding().rule()).isEqualTo(Rule.ARCHIVE_BOMB);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil.h5",
        "a/../../evil.h5",
        "/etc/passwd",
        "C:\\x",
        "C:/x",
        "\\\\host\\x",
        "..\\x",
        "a\u0000b",
        "a/b\nc"
      })
  void unsafeNamesAreRefused(String name) throws Exception {
    assertRefused("x.zip", zip("model.h5", name), Rule.ARCHIVE_UNSAFE);
    assertThat(root.resolve("out/x.zip!")).as("nothing is written").doesNotExist();
  }

  @Test
  void namesThatOneFileSystemHoldsForTheSame() throws Exception {
    assertRefused("x.zip", zip("model.h5", "Model.H5"), Rule.ARCHIVE_UNSAFE);
    assertRefused("x.zip", zip("model.h5", "./model.h5"), Rule.ARCHIVE_UNSAFE);
    assertRefused("x.zip", zip("model.h5", "model.h5."), Rule.ARCHIVE_UNSAFE);
    assertRefused("x.zip", zip("a", "a/b"), Rule.ARCHIVE_UNSAFE);
    assertRefused("x.zip", zip("a/b", "A"), Rule.ARCHIVE_UNSAFE);
    assertThat(expand("x.zip", zip("a/b", "a/c", "A/d")).refusals()).isEmpty();
  }

  @Test
  void linksAndDevicesInATar() throws Exception {
    for (byte type :
        List.of(
            TarConstants.LF_SYMLINK,
            TarConstants.LF_LINK,
            TarConstants.LF_CHR,
            TarConstants.LF_FIFO)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes)) {
        TarArchiveEntry entry = new TarArchiveEntry("weights", type);
        entry.setLinkName("/etc/passwd");
        out.putArchiveEntry(entry);
        out.closeArchiveEntry();
      }
      assertRefused("x.tar", bytes.toByteArray(), Rule.ARCHIVE_UNSAFE);
    }
  }

  @Test
  void directoriesOfAZipMustAgree() throws Exception {
    byte[] zip = stored("model.h5");
    int local = 30;
    int central = indexOf(zip, new byte[] {'P', 'K', 1, 2});
    assertRefused("x.zip", with(zip, local, 'n'), Rule.ARCHIVE_UNSAFE);
    assertRefused("x.zip", with(zip, central + 24, 99), Rule.ARCHIVE_DAMAGED);
    assertRefused("x.zip", with(zip, central + 16, 99), Rule.ARCHIVE_DAMAGED);
    assertRefused("x.zip", with(zip, central + 10, 8), Rule.ARCHIVE_DAMAGED);
    assertRefused("x.zip", with(zip, 30 + 8, 'A'), Rule.ARCHIVE_DAMAGED);
    assertRefused("x.zip", with(with(zip, 6, 1), central + 8, 1), Rule.ARCHIVE_UNSUPPORTED);
    // a Unix symbolic link: 0120777 in the upper half of the external attributes
    assertRefused(
        "x.zip",
        with(with(with(zip, central + 5, 3), central + 41, 0xA1), central + 40, 0xFF),
        Rule.ARCHIVE_UNSAFE);
  }

  @Test
  void entryThatTheDirectoryHides() throws Exception {
    byte[] zip = stored("model.h5");
    byte[] hidden = Arrays.copyOf(stored("evil.pkl"), 30 + 8 + MODEL.length);
    int central = indexOf(zip, new byte[] {'P', 'K', 1, 2});
    byte[] both =
        concat(Arrays.copyOf(zip, central), hidden, Arrays.copyOfRange(zip, central, zip.length));
    int end = both.length - 22;
    ByteBuffer.wrap(both).order(ByteOrder.LITTLE_ENDIAN).putInt(end + 16, central + hidden.length);
    assertRefused("x.zip", both, Rule.ARCHIVE_UNSAFE);
  }

  @Test
  void bytesBeforeAndBehindAZip() throws Exception {
    byte[] zip = zip("model.h5");
    assertRefused("x.zip", concat(zip, new byte[100]), Rule.ARCHIVE_DAMAGED);
    byte[] prefixed = concat(stored("a"), zip);
    assertRefused("x.zip", prefixed, Rule.ARCHIVE_DAMAGED);
  }

  @Test
  void overlappingEntries() throws Exception {
    byte[] zip = stored("model.h5");
    int central = indexOf(zip, new byte[] {'P', 'K', 1, 2});
    byte[] entry = Arrays.copyOfRange(zip, central, zip.length - 22);
    byte[] end = Arrays.copyOfRange(zip, zip.length - 22, zip.length);
    ByteBuffer.wrap(end)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(8, (short) 2)
        .putShort(10, (short) 2)
        .putInt(12, 2 * entry.length);
    byte[] twice = concat(Arrays.copyOf(zip, central), entry, entry, end);
    assertRefused("x.zip", twice, Rule.ARCHIVE_UNSAFE);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.6, 0.95})
  void cutArchives(double share) throws Exception {
    byte[] zip = zip("model.h5", "other.h5");
    assertRefused("x.zip", cut(zip, share), Rule.ARCHIVE_DAMAGED);
    byte[] noise = new byte[5000];
    new Random(1).nextBytes(noise);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes)) {
      member(out, "a.h5", noise);
      member(out, "b.h5", noise);
    }
    byte[] tar = Arrays.copyOf(bytes.toByteArray(), 2 * (512 + 5120) + 1024);
    assertThat(expand("x.tar", tar).artifacts()).hasSize(2);
    assertRefused("x.tar", cut(tar, share), Rule.ARCHIVE_DAMAGED);
    assertRefused("x.tar.gz", cut(gzip(tar), share), Rule.ARCHIVE_DAMAGED);
    assertRefused("x.tar", Arrays.copyOf(tar, 2 * (512 + 5120)), Rule.ARCHIVE_DAMAGED);
  }

  @Test
  void checksumOfATarHeader() throws Exception {
    byte[] tar = tar("a.h5", "b.h5");
    assertRefused("x.tar", with(tar, 1024, 'z'), Rule.ARCHIVE_DAMAGED);
  }

  @Test
  void bombsAreStoppedEarly() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 100; i++) {
        out.write(zeros);
      }
    }
    assertRefused("x.h5.gz", bytes.toByteArray(), Rule.ARCHIVE_BOMB);
    ArchiveLimits few = new ArchiveLimits(2, 1 << 20, 200, 3);
    assertThat(rule("x.zip", zip("a", "b", "c"), few)).isEqualTo(Rule.ARCHIVE_BOMB);
    ArchiveLimits small = new ArchiveLimits(100, 10, 200, 3);
    assertThat(rule("x.zip", zip("a", "b"), small)).isEqualTo(Rule.ARCHIVE_BOMB);
  }

  @Test
  void randomDamageNeverEscapes() throws Exception {
    Random random = new Random(7);
    List<byte[]> seeds =
        List.of(zip("a/model.h5", "b.txt"), tar("a/model.h5", "b"), gzip(tar("m.h5")), gzip(MODEL));
    for (int i = 0; i < 150; i++) {
      byte[] bytes = seeds.get(i % seeds.size()).clone();
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      if (random.nextInt(3) == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length) + 1);
      }
      Expansion expansion = expand("x.zip", bytes);
      for (Artifact artifact : expansion.artifacts()) {
        assertThat(artifact.path()).startsWith("x.zip!/").doesNotContain("..");
      }
    }
  }

  private void assertRefused(String name, byte[] bytes, Rule rule) throws IOException {
    assertThat(rule(name, bytes, ArchiveLimits.DEFAULT)).isEqualTo(rule);
  }

  private Rule rule(String name, byte[] bytes, ArchiveLimits limits) throws IOException {
    Expansion expansion = expand(name, bytes, limits);
    assertThat(expansion.artifacts()).isEmpty();
    assertThat(expansion.refusals()).hasSize(1);
    Finding finding = expansion.refusals().get(0).finding();
    assertThat(finding.location().file()).isEqualTo(name);
    return finding.rule();
  }

  private Expansion expand(String name, byte[] bytes) throws IOException {
    return expand(name, bytes, ArchiveLimits.DEFAULT);
  }

  private Expansion expand(String name, byte[] bytes, ArchiveLimits limits) throws IOException {
    Path out = root.resolve("out");
    if (Files.exists(out)) {
      try (Stream<Path> old = Files.walk(out)) {
        for (Path path : old.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    Files.write(root.resolve(name), bytes);
    ArtifactFile file = new ArtifactFile(name, "file:///store/" + name, bytes.length, 0, null);
    Artifact artifact =
        new Artifact(name, Artifact.Layout.FILE, List.of(file), name.split("\\.")[0]);
    ArchiveExpander expander =
        new ArchiveExpander(
            limits, inner -> inner.artifact().path().endsWith(".zip"), (a, b) -> false);
    return expander.expand(new StagedArtifact(artifact, root), out);
  }

  private static byte[] zip(String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (String name : names) {
        out.putNextEntry(new ZipEntry(name));
        out.write(MODEL);
      }
    }
    // what java.util.zip writes with a data descriptor is what streams write
    return bytes.toByteArray();
  }

  private static byte[] zipOf(String name, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.putNextEntry(new ZipEntry(name));
      out.write(content);
    }
    return bytes.toByteArray();
  }

  /** One stored entry, sizes in the local header. */
  private static byte[] stored(String name) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      ZipEntry entry = new ZipEntry(name);
      CRC32 crc = new CRC32();
      crc.update(MODEL);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(MODEL.length);
      entry.setCrc(crc.getValue());
      out.putNextEntry(entry);
      out.write(MODEL);
    }
    return bytes.toByteArray();
  }

  private static byte[] tar(String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes)) {
      for (String name : names) {
        member(out, name, MODEL);
      }
    }
    return bytes.toByteArray();
  }

  private static void member(TarArchiveOutputStream out, String name, byte[] content)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(content.length);
    out.putArchiveEntry(entry);
    out.write(content);
    out.closeArchiveEntry();
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  private static byte[] cut(byte[] bytes, double share) {
    return Arrays.copyOf(bytes, (int) (bytes.length * share));
  }

  private static byte[] with(byte[] bytes, int at, int value) {
    byte[] copy = bytes.clone();
    copy[at] = (byte) value;
    return copy;
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static int indexOf(byte[] bytes, byte[] what) {
    for (int i = 0; i + what.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + what.length, what, 0, what.length)) {
        return i;
      }
    }
    throw new AssertionError("not there");
  }
}
