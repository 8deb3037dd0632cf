package dev.salvor.artifact.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.salvor.artifact.FileView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The central directory of a zip, read from its end as Python's zipfile reads it. Fields as in
 * APPNOTE.TXT 6.3, sections 4.3.12 to 4.3.16.
 *
 * @param entries in the order of the directory
 * @param prefix bytes that stand before the zip in the file
 * @param start offset in the file at which the directory begins
 * @param end offset in the file at which it ends
 * @param trailing bytes after the end record and its comment
 * @param disks the number of volumes
 */
public record ZipDirectory(
    List<ZipEntryRecord> entries, long prefix, long start, long end, long trailing, int disks) {

  private static final int END_LENGTH = 22;
  private static final int ENTRY_LENGTH = 46;
  private static final int END_MAGIC = 0x06054b50;
  private static final int END64_MAGIC = 0x06064b50;
  private static final int LOCATOR_MAGIC = 0x07064b50;
  private static final int ENTRY_MAGIC = 0x02014b50;
  private static final long NONE32 = 0xFFFFFFFFL;
  private static final int NONE16 = 0xFFFF;
  static final int LOCAL_MAGIC = 0x04034b50;

  /** More entries than any model; each costs memory before anything is unpacked. */
  static final int MAX_ENTRIES = 200_000;

  /** A directory of that many entries with long names; it is held in memory while it is read. */
  private static final int MAX_BYTES = 64 << 20;

  public ZipDirectory {
    entries = List.copyOf(entries);
  }

  /** Where an end record was found. */
  private record End(long at, long count, long size, long offset, int disks, long trailing) {}

  /** The directory; empty where the file has none that holds together. */
  public static Optional<ZipDirectory> read(FileView file) throws IOException {
    int window = (int) Math.min(file.size(), END_LENGTH + 0xFFFF);
    long base = file.size() - window;
    ByteBuffer tail = file.buffer(base, window);
    for (int at = tail.limit() - END_LENGTH; at >= 0; at--) {
      if (tail.getInt(at) == END_MAGIC) {
        Optional<ZipDirectory> found = at(file, end(file, tail, at, base + at));
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static End end(FileView file, ByteBuffer tail, int at, long position) throws IOException {
    int disks = Short.toUnsignedInt(tail.getShort(at + 4)) + 1;
    long count = Short.toUnsignedInt(tail.getShort(at + 10));
    long size = Integer.toUnsignedLong(tail.getInt(at + 12));
    long offset = Integer.toUnsignedLong(tail.getInt(at + 16));
    int comment = Short.toUnsignedInt(tail.getShort(at + 20));
    long trailing = file.size() - (position + END_LENGTH + comment);
    long directoryEnd = position;
    ByteBuffer locator = file.buffer(position - 20, 20);
    if (locator.remaining() == 20 && locator.getInt(0) == LOCATOR_MAGIC) {
      long end64 = locator.getLong(8);
      ByteBuffer wide = file.buffer(end64, 56);
      if (wide.remaining() == 56 && wide.getInt(0) == END64_MAGIC) {
        count = count == NONE16 ? wide.getLong(32) : count;
        size = size == NONE32 ? wide.getLong(40) : size;
        offset = offset == NONE32 ? wide.getLong(48) : offset;
        directoryEnd = end64;
        disks = Math.max(wide.getInt(16) + 1, locator.getInt(16));
      }
    }
    return new End(directoryEnd, count, size, offset, disks, trailing);
  }

  private static Optional<ZipDirectory> at(FileView file, End end) throws IOException {
    long start = end.at() - end.size();
    long prefix = start - end.offset();
    boolean sound =
        end.trailing() >= 0
            && end.size() >= 0
            && end.size() <= MAX_BYTES
            && end.count() >= 0
            && end.count() <= MAX_ENTRIES
            && start >= 0
            && prefix >= 0;
    if (!sound) {
      return Optional.empty();
    }
    ByteBuffer directory = file.buffer(start, (int) end.size());
    List<ZipEntryRecord> entries = new ArrayList<>();
    for (long i = 0; i < end.count(); i++) {
      Optional<ZipEntryRecord> entry = entry(directory);
      if (entry.isEmpty()) {
        return Optional.empty();
      }
      entries.add(entry.get());
    }
    return directory.hasRemaining()
        ? Optional.empty()
        : Optional.of(
            new ZipDirectory(entries, prefix, start, end.at(), end.trailing(), end.disks()));
  }

  private static Optional<ZipEntryRecord> entry(ByteBuffer directory) {
    int at = directory.position();
    if (directory.remaining() < ENTRY_LENGTH || directory.getInt(at) != ENTRY_MAGIC) {
      return Optional.empty();
    }
    int name = Short.toUnsignedInt(directory.getShort(at + 28));
    int extra = Short.toUnsignedInt(directory.getShort(at + 30));
    int comment = Short.toUnsignedInt(directory.getShort(at + 32));
    if (directory.remaining() < ENTRY_LENGTH + name + extra + comment) {
      return Optional.empty();
    }
    byte[] raw = new byte[name];
    directory.get(at + ENTRY_LENGTH, raw);
    Zip64 sizes =
        Zip64.resolve(
            directory.slice(at + ENTRY_LENGTH + name, extra).order(directory.order()),
            Integer.toUnsignedLong(directory.getInt(at + 24)),
            Integer.toUnsignedLong(directory.getInt(at + 20)),
            Integer.toUnsignedLong(directory.getInt(at + 42)));
    ZipEntryRecord entry =
        new ZipEntryRecord(
            new String(raw, ISO_8859_1),
            Short.toUnsignedInt(directory.getShort(at + 8)),
            Short.toUnsignedInt(directory.getShort(at + 10)),
            Integer.toUnsignedLong(directory.getInt(at + 16)),
            sizes.compressed(),
            sizes.size(),
            sizes.header(),
            Integer.toUnsignedLong(directory.getInt(at + 38)),
            Short.toUnsignedInt(directory.getShort(at + 4)),
            UnicodePath.other(
                    directory.slice(at + ENTRY_LENGTH + name, extra).order(directory.order()), raw)
                .orElse(null));
    directory.position(at + ENTRY_LENGTH + name + extra + comment);
    return Optional.of(entry);
  }
}
