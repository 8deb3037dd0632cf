package dev.salvor.artifact.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.FileView;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.Rule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Zips and compressed files of which one reader sees more than another, or too much. */
class ZipTricksTest {
  private static final byte[] MODEL = "a model, a model, a model".getBytes(UTF_8);

  @TempDir Path root;

  /** A zip of one entry, every byte of it chosen. */
  private static byte[] zip(byte[] data, byte[] gap, byte[] localExtra, byte[] centralExtra) {
    byte[] name = "m.h5".getBytes(UTF_8);
    CRC32 crc = new CRC32();
    crc.update(MODEL);
    ByteBuffer zip = ByteBuffer.allocate(1 << 18).order(ByteOrder.LITTLE_ENDIAN);
    zip.putInt(0x04034b50).putShort((short) 20);
    common(zip, (int) crc.getValue(), data.length);
    zip.putShort((short) name.length).putShort((short) localExtra.length);
    zip.put(name).put(localExtra).put(data).put(gap);
    int start = zip.position();
    zip.putInt(0x02014b50).putShort((short) 0x314).putShort((short) 20);
    common(zip, (int) crc.getValue(), data.length);
    zip.putShort((short) name.length).putShort((short) centralExtra.length);
    zip.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0).putInt(0);
    zip.put(name).put(centralExtra);
    int length = zip.position() - start;
    zip.putInt(0x06054b50).putInt(0).putShort((short) 1).putShort((short) 1);
    zip.putInt(length).putInt(start).putShort((short) 0);
    return java.util.Arrays.copyOf(zip.array(), zip.position());
  }

  private static void common(ByteBuffer header, int crc, int stored) {
    header.putShort((short) 0).putShort((short) 8).putInt(0).putInt(crc);
    header.putInt(stored).putInt(MODEL.length);
  }

  private static byte[] deflated() {
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(MODEL);
    deflater.finish();
    byte[] data = new byte[100];
    int length = deflater.deflate(data);
    deflater.end();
    return java.util.Arrays.copyOf(data, length);
  }

  private static byte[] unicodePath(String name) {
    CRC32 crc = new CRC32();
    crc.update("m.h5".getBytes(UTF_8));
    byte[] text = name.getBytes(UTF_8);
    return ByteBuffer.allocate(9 + text.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) 0x7075)
        .putShort((short) (5 + text.length))
        .put((byte) 1)
        .putInt((int) crc.getValue())
        .put(text)
        .array();
  }

  private static final byte[] NONE = {};

  @Test
  void soundOnesPass() throws IOException {
    assertThat(expand("a.zip", zip(deflated(), NONE, NONE, NONE)).refusals()).isEmpty();
    byte[] same = unicodePath("m.h5");
    assertThat(expand("b.zip", zip(deflated(), NONE, same, same)).refusals()).isEmpty();
  }

  @Test
  void aSecondName() throws IOException {
    byte[] other = unicodePath("../evil.h5");
    assertRefused("a.zip", zip(deflated(), NONE, NONE, other), Rule.ARCHIVE_UNSAFE);
    assertRefused("b.zip", zip(deflated(), NONE, other, NONE), Rule.ARCHIVE_UNSAFE);
  }

  @Test
  void anEntryFarBehindTheListedOne() throws IOException {
    byte[] gap = new byte[150_000];
    new Random(1).nextBytes(gap);
    for (int i = 0; i + 4 < gap.length; i++) {
      if (gap[i] == 'P') {
        gap[i] = 'Q';
      }
    }
    byte[] hidden = {'P', 'K', 3, 4};
    System.arraycopy(hidden, 0, gap, 65_534, 4); // across two of the pieces that are searched
    assertRefused("a.zip", zip(deflated(), gap, NONE, NONE), Rule.ARCHIVE_UNSAFE);
  }

  @Test
  void bytesBehindTheCompressedData() throws IOException {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.writeBytes(deflated());
    data.writeBytes("payload".getBytes(UTF_8));
    assertRefused("a.zip", zip(data.toByteArray(), NONE, NONE, NONE), Rule.ARCHIVE_DAMAGED);
  }

  @Test
  void aBombIsKnownByWhatItSaysAndItsBeginning() throws IOException {
    byte[] gzip = zeros(GZIPOutputStream::new, 300);
    byte[] xz = zeros(out -> new XZOutputStream(out, new LZMA2Options(0)), 300);
    assertThat(declared("a.gz", gzip, Compression.GZIP)).hasValue(300L << 20);
    assertThat(declared("a.xz", xz, Compression.XZ)).hasValue(300L << 20);
    assertRefused("a.h5.gz", gzip, Rule.ARCHIVE_BOMB);
    assertRefused("a.h5.xz", xz, Rule.ARCHIVE_BOMB);
    assertThat(written()).isLessThan(80L << 20);
  }

  @Test
  void whatACutFileSaysIsNoBomb() throws IOException {
    byte[] noise = new byte[100_000];
    new Random(2).nextBytes(noise);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(noise);
    }
    byte[] cut = java.util.Arrays.copyOf(out.toByteArray(), 60_000);
    cut[59_999] = 'z'; // its last four bytes would say two gigabytes
    assertRefused("a.h5.gz", cut, Rule.ARCHIVE_DAMAGED);
  }

  private interface Encoder {
    OutputStream open(OutputStream out) throws IOException;
  }

  private static byte[] zeros(Encoder encoder, int megabytes) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] block = new byte[1 << 20];
    try (OutputStream out = encoder.open(bytes)) {
      for (int i = 0; i < megabytes; i++) {
        out.write(block);
      }
    }
    return bytes.toByteArray();
  }

  private OptionalLong declared(String name, byte[] bytes, Compression compression)
      throws IOException {
    try (FileView view = FileView.open(Files.write(root.resolve(name), bytes))) {
      return DeclaredSize.of(view, compression);
    }
  }

  private long written() throws IOException {
    try (var files = Files.walk(root.resolve("out"))) {
      long sum = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sum += Files.size(file);
      }
      return sum;
    }
  }

  private Expansion expand(String name, byte[] bytes) throws IOException {
    Path file = Files.write(root.resolve(name), bytes);
    ArtifactFile listed = new ArtifactFile(name, file.toString(), bytes.length, 0, null);
    Artifact archive = new Artifact(name, Artifact.Layout.FILE, List.of(listed), name);
    return new ArchiveExpander(ArchiveLimits.DEFAULT, inner -> false, (a, b) -> false)
        .expand(new StagedArtifact(archive, root), root.resolve("out"));
  }

  private void assertRefused(String name, byte[] bytes, Rule rule) throws IOException {
    assertThat(expand(name, bytes).refusals())
        .singleElement()
        .satisfies(refusal -> assertThat(refusal.finding().rule()).isEqualTo(rule));
  }
}
