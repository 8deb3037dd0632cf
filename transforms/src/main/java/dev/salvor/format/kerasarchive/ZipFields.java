package dev.salvor.format.kerasarchive;

import dev.salvor.finding.Rule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a central directory entry or a local header says of a member (APPNOTE 4.3.7, 4.3.12).
 *
 * @param name its bytes
 * @param header offset of the local header; 0 in a local header
 */
record ZipFields(
    byte[] name, int flags, int method, long crc, long stored, long size, long header) {
  static final int STORED = 0;
  static final int DEFLATED = 8;

  private static final int LOCAL = 0x04034b50;
  private static final int LOCAL_LENGTH = 30;
  private static final int DESCRIBED = 8;
  private static final int UTF_8 = 0x800;
  private static final int ZIP64 = 1;
  private static final long IN_EXTRA = 0xFFFFFFFFL;

  static ZipFields central(ByteBuffer entry, byte[] name, ByteBuffer extra) {
    return new ZipFields(
            name,
            entry.getShort(8),
            Short.toUnsignedInt(entry.getShort(10)),
            Integer.toUnsignedLong(entry.getInt(16)),
            Integer.toUnsignedLong(entry.getInt(20)),
            Integer.toUnsignedLong(entry.getInt(24)),
            Integer.toUnsignedLong(entry.getInt(42)))
        .widened(extra);
  }

  private static ZipFields local(ByteBuffer entry, byte[] name, ByteBuffer extra) {
    return new ZipFields(
            name,
            entry.getShort(6),
            Short.toUnsignedInt(entry.getShort(8)),
            Integer.toUnsignedLong(entry.getInt(14)),
            Integer.toUnsignedLong(entry.getInt(18)),
            Integer.toUnsignedLong(entry.getInt(22)),
            0)
        .widened(extra);
  }

  /** Numbers above 32 bits stand in the ZIP64 extra field, in this order (APPNOTE 4.5.3). */
  private ZipFields widened(ByteBuffer extra) {
    while (extra.remaining() >= 4) {
      int id = Short.toUnsignedInt(extra.getShort());
      int length = Math.min(Short.toUnsignedInt(extra.getShort()), extra.remaining());
      ByteBuffer field = extra.slice(extra.position(), length).order(ByteOrder.LITTLE_ENDIAN);
      extra.position(extra.position() + length);
      if (id == ZIP64) {
        long realSize = size == IN_EXTRA && field.remaining() >= 8 ? field.getLong() : size;
        long realStored = stored == IN_EXTRA && field.remaining() >= 8 ? field.getLong() : stored;
        long realHeader = header == IN_EXTRA && field.remaining() >= 8 ? field.getLong() : header;
        return new ZipFields(name, flags, method, crc, realStored, realSize, realHeader);
      }
    }
    return this;
  }

  String text() {
    return new String(
        name, (flags & UTF_8) != 0 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
  }

  /** The member, once the local header at {@code offset} says the same. */
  ZipMember member(ZipBytes bytes, long offset) throws IOException {
    String what = "local header of " + text();
    ByteBuffer fixed = bytes.read(offset, LOCAL_LENGTH, what);
    if (fixed.getInt(0) != LOCAL) {
      throw bytes.damaged(offset, "the " + what + " has a wrong signature");
    }
    int nameLength = Short.toUnsignedInt(fixed.getShort(26));
    int extraLength = Short.toUnsignedInt(fixed.getShort(28));
    ByteBuffer rest = bytes.read(offset + LOCAL_LENGTH, nameLength + extraLength, what);
    byte[] localName = new byte[nameLength];
    rest.get(localName);
    ZipFields local = local(fixed, localName, rest.slice().order(ByteOrder.LITTLE_ENDIAN));
    requireSame(bytes, offset, local);
    long data = offset + LOCAL_LENGTH + nameLength + extraLength;
    if (stored < 0 || size < 0 || data > bytes.length() - stored) {
      throw bytes.damaged(offset, "member " + text() + " does not fit into the archive");
    }
    if (method == STORED && stored != size) {
      throw bytes.damaged(
          offset, "member " + text() + " is stored in " + stored + " bytes but has " + size);
    }
    return new ZipMember(
        text(), offset, data, stored, size, crc, method == DEFLATED, (flags & DESCRIBED) != 0);
  }

  private void requireSame(ZipBytes bytes, long offset, ZipFields local) {
    if (!Arrays.equals(name, local.name)) {
      throw bytes.finding(
          oneBit(name, local.name) ? Rule.ARCHIVE_DAMAGED : Rule.ARCHIVE_UNSAFE,
          offset,
          "the central directory lists " + text() + " where the file holds " + local.text());
    }
    boolean later = (local.flags & DESCRIBED) != 0 && local.crc == 0;
    boolean open = later && (local.size == 0 || local.size == IN_EXTRA);
    boolean sizes = open || (local.size == size && local.stored == stored);
    boolean checksums = later || local.crc == crc;
    if (local.method != method || !sizes || !checksums) {
      throw bytes.damaged(
          offset, "the two directories of the archive disagree about member " + text());
    }
  }

  /** A flipped bit is an accident, another name is a trick. */
  private static boolean oneBit(byte[] left, byte[] right) {
    int bits = 0;
    for (int index = 0; index < Math.min(left.length, right.length); index++) {
      bits += Integer.bitCount((left[index] ^ right[index]) & 0xFF);
    }
    return left.length == right.length && bits == 1;
  }
}
