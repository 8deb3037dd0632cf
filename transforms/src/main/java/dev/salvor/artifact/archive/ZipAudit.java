package dev.salvor.artifact.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.salvor.artifact.FileView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Holds a zip's two directories against each other. Readers that go by the local headers (streams)
 * and readers that go by the central directory (Python's zipfile) must see the same entries, or the
 * zip is refused.
 */
final class ZipAudit {
  private static final int LOCAL_LENGTH = 30;
  private static final int REGULAR = 0x8000;
  private static final int DIRECTORY = 0x4000;
  private static final int GAP_SCAN = 1 << 16;

  /**
   * An entry and where its bytes are.
   *
   * @param data offset in the file
   */
  record Placed(ZipEntryRecord entry, long data) {
    long end() {
      return data + entry.compressed();
    }
  }

  private final FileView file;
  private final ZipDirectory zip;

  private ZipAudit(FileView file, ZipDirectory zip) {
    this.file = file;
    this.zip = zip;
  }

  /**
   * The entries in the order of the directory.
   *
   * @throws dev.salvor.finding.ArtifactException with the first thing that is wrong
   */
  static List<Placed> check(FileView file, ZipDirectory zip) throws IOException {
    return new ZipAudit(file, zip).check();
  }

  private List<Placed> check() throws IOException {
    if (zip.disks() > 1) {
      throw Unpacking.unsupported("", "it is one of %d volumes of a split zip", zip.disks());
    }
    if (zip.prefix() > 0) {
      throw Unpacking.damaged("", "%,d foreign bytes stand before the first entry", zip.prefix());
    }
    if (zip.trailing() > 0) {
      throw Unpacking.damaged("", "%,d foreign bytes stand behind the zip", zip.trailing());
    }
    List<Placed> placed = new ArrayList<>();
    for (ZipEntryRecord entry : zip.entries()) {
      type(entry);
      placed.add(local(entry));
    }
    gaps(placed);
    return placed;
  }

  private static void type(ZipEntryRecord entry) {
    String name = entry.name();
    if (entry.isEncrypted()) {
      throw Unpacking.unsupported(name, "the entry '%s' is encrypted with a password", name);
    }
    int type = entry.unixType();
    if (type != 0 && type != REGULAR && type != DIRECTORY) {
      throw Unpacking.unsafe(name, "the entry '%s' is a link or a device, not a file", name);
    }
    if (entry.size() < 0 || entry.compressed() < 0 || entry.header() < 0) {
      throw Unpacking.damaged(name, "the entry '%s' has a size below zero", name);
    }
  }

  private Placed local(ZipEntryRecord entry) throws IOException {
    String name = entry.name();
    ByteBuffer header = file.buffer(entry.header(), LOCAL_LENGTH);
    if (header.remaining() < LOCAL_LENGTH || header.getInt(0) != ZipDirectory.LOCAL_MAGIC) {
      throw Unpacking.damaged(
          name, "the entry '%s' has no local header at byte %,d", name, entry.header());
    }
    int nameLength = Short.toUnsignedInt(header.getShort(26));
    int extraLength = Short.toUnsignedInt(header.getShort(28));
    String local = new String(file.read(entry.header() + LOCAL_LENGTH, nameLength), ISO_8859_1);
    if (!local.equals(entry.rawName())) {
      throw Unpacking.unsafe(
          name, "the directory calls an entry '%s', its local header '%s'", name, local);
    }
    ByteBuffer extra = file.buffer(entry.header() + LOCAL_LENGTH + nameLength, extraLength);
    String other =
        entry.otherName() != null
            ? entry.otherName()
            : UnicodePath.other(extra, entry.rawName().getBytes(ISO_8859_1)).orElse(null);
    if (other != null) {
      throw Unpacking.unsafe(name, "the entry '%s' has a second name, '%s'", name, other);
    }
    agree(name, "flags", entry.flags(), Short.toUnsignedInt(header.getShort(6)));
    agree(name, "method", entry.method(), Short.toUnsignedInt(header.getShort(8)));
    Zip64 sizes =
        Zip64.resolve(
            extra,
            Integer.toUnsignedLong(header.getInt(22)),
            Integer.toUnsignedLong(header.getInt(18)),
            0);
    long crc = Integer.toUnsignedLong(header.getInt(14));
    boolean later = entry.hasDescriptor() && crc == 0 && sizes.size() == 0;
    if (!later) {
      agree(name, "CRC-32", entry.crc32(), crc);
      agree(name, "size", entry.size(), sizes.size());
      agree(name, "compressed size", entry.compressed(), sizes.compressed());
    }
    Placed placed = new Placed(entry, entry.header() + LOCAL_LENGTH + nameLength + extraLength);
    if (placed.end() > zip.start() || placed.end() < 0) {
      throw Unpacking.damaged(name, "the entry '%s' reaches into the directory", name);
    }
    return placed;
  }

  private static void agree(String name, String what, long directory, long local) {
    if (directory != local) {
      throw Unpacking.damaged(
          name,
          "the %s of '%s' is %,d in the directory and %,d in its local header",
          what,
          name,
          directory,
          local);
    }
  }

  /** Entries must not overlap, and between them there must be none that the directory hides. */
  private void gaps(List<Placed> placed) throws IOException {
    List<Placed> order = new ArrayList<>(placed);
    order.sort(Comparator.comparingLong(p -> p.entry().header()));
    long at = 0;
    for (Placed entry : order) {
      String name = entry.entry().name();
      if (entry.entry().header() < at) {
        throw Unpacking.unsafe(name, "the entry '%s' overlaps the one before it", name);
      }
      hidden(at, entry.entry().header());
      at = entry.end();
    }
    hidden(at, zip.start());
  }

  private void hidden(long from, long to) throws IOException {
    for (long start = from; start < to; start += GAP_SCAN) {
      byte[] gap = file.read(start, (int) Math.min(to - start, GAP_SCAN + 3));
      int at = new String(gap, ISO_8859_1).indexOf("PK\u0003\u0004");
      if (at >= 0) {
        throw Unpacking.unsafe(
            "", "an entry at byte %,d is not listed in the directory", start + at);
      }
    }
  }
}
