package dev.salvor.format.kerasarchive;

import dev.salvor.finding.Rule;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The end of central directory record, plain or ZIP64 (APPNOTE 4.3.14 to 4.3.16).
 *
 * @param entries number of members
 * @param start offset of the central directory as the file states it
 * @param size its bytes
 * @param directoryEnd where it must end for what follows it to begin
 */
record ZipEnd(long entries, long start, long size, long directoryEnd) {
  private static final int SIGNATURE = 0x06054b50;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int SIGNATURE_64 = 0x06064b50;
  private static final int LENGTH = 22;
  private static final int LOCATOR_LENGTH = 20;
  private static final int LENGTH_64 = 56;
  private static final int MAX_COMMENT = 0xFFFF;

  static ZipEnd read(ZipBytes bytes) throws IOException {
    int tail = (int) Math.min(bytes.length(), LENGTH + MAX_COMMENT);
    long base = bytes.length() - tail;
    ByteBuffer end = bytes.read(base, tail, "end of the archive");
    for (int at = tail - LENGTH; at >= 0; at--) {
      if (end.getInt(at) == SIGNATURE
          && at + LENGTH + Short.toUnsignedInt(end.getShort(at + 20)) == tail) {
        return at(bytes, base + at, end.position(at).slice().order(end.order()));
      }
    }
    throw bytes.damaged(
        bytes.length(),
        "the archive has no end of central directory record: it was cut, and ends at byte "
            + bytes.length());
  }

  private static ZipEnd at(ZipBytes bytes, long offset, ByteBuffer end) throws IOException {
    long disk = Short.toUnsignedLong(end.getShort(4));
    long here = Short.toUnsignedLong(end.getShort(8));
    long entries = Short.toUnsignedLong(end.getShort(10));
    long size = Integer.toUnsignedLong(end.getInt(12));
    long start = Integer.toUnsignedLong(end.getInt(16));
    boolean large = entries == 0xFFFF || size == 0xFFFFFFFFL || start == 0xFFFFFFFFL;
    if (large && offset >= LOCATOR_LENGTH) {
      ByteBuffer locator = bytes.read(offset - LOCATOR_LENGTH, LOCATOR_LENGTH, "ZIP64 locator");
      if (locator.getInt(0) == LOCATOR_64) {
        return large(bytes, locator.getLong(8));
      }
    }
    if (here != entries || disk != 0) {
      throw bytes.finding(
          Rule.ARCHIVE_UNSUPPORTED, offset, "the archive is spread over several files");
    }
    return new ZipEnd(entries, start, size, offset);
  }

  private static ZipEnd large(ZipBytes bytes, long offset) throws IOException {
    ByteBuffer end = bytes.read(offset, LENGTH_64, "ZIP64 end of central directory");
    if (end.getInt(0) != SIGNATURE_64) {
      throw bytes.damaged(offset, "the ZIP64 end of central directory has a wrong signature");
    }
    return new ZipEnd(end.getLong(32), end.getLong(48), end.getLong(40), offset);
  }
}
