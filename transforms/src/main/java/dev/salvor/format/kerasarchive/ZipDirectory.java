package dev.salvor.format.kerasarchive;

import dev.salvor.finding.Rule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The members of a zip as its central directory lists them, each held against its local header, for
 * readers differ in which of the two they believe (PKWARE APPNOTE 6.3.10).
 *
 * @param members in the order of the central directory
 * @param foreign parts of the file that belong to no member
 */
record ZipDirectory(List<ZipMember> members, List<Foreign> foreign) {
  private static final int CENTRAL = 0x02014b50;
  private static final int CENTRAL_LENGTH = 46;
  private static final int UNICODE_PATH = 0x7075;
  private static final int MAX_DESCRIPTOR = 24;
  private static final int SYMBOLIC_LINK = 0xA;
  private static final int ENCRYPTED = 0x1 | 0x40 | 0x2000;
  private static final long FREE = 1L << 26;
  private static final long MAX_RATIO = 200;

  /** Bytes between {@code start} and {@code end} that no member owns. */
  record Foreign(long start, long end) {}

  static ZipDirectory read(ZipBytes bytes) throws IOException {
    ZipEnd end = ZipEnd.read(bytes);
    long start = end.directoryEnd() - end.size();
    if (end.size() < 0 || start < 0 || end.size() > Integer.MAX_VALUE) {
      throw bytes.damaged(end.directoryEnd(), "the central directory does not fit");
    }
    long shift = start - end.start();
    ByteBuffer directory = bytes.read(start, (int) end.size(), "central directory");
    List<ZipMember> members = new ArrayList<>();
    Set<String> names = new HashSet<>();
    while (directory.hasRemaining()) {
      ZipMember member = next(bytes, directory, start, shift);
      if (!names.add(member.name().toLowerCase(Locale.ROOT))) {
        throw bytes.finding(
            Rule.ARCHIVE_UNSAFE, member.header(), "two members are named " + member.name());
      }
      members.add(member);
    }
    if (members.size() != end.entries()) {
      throw bytes.damaged(
          start, "the archive announces " + end.entries() + " members but lists " + members.size());
    }
    requireRatio(bytes, members);
    return new ZipDirectory(List.copyOf(members), foreign(bytes, members, start));
  }

  private static ZipMember next(ZipBytes bytes, ByteBuffer directory, long start, long shift)
      throws IOException {
    long at = start + directory.position();
    if (directory.remaining() < CENTRAL_LENGTH
        || directory.getInt(directory.position()) != CENTRAL) {
      throw bytes.damaged(at, "the central directory is broken");
    }
    ByteBuffer entry = directory.slice().order(ByteOrder.LITTLE_ENDIAN);
    int nameLength = Short.toUnsignedInt(entry.getShort(28));
    int extraLength = Short.toUnsignedInt(entry.getShort(30));
    int length =
        CENTRAL_LENGTH + nameLength + extraLength + Short.toUnsignedInt(entry.getShort(32));
    if (length > entry.limit()) {
      throw bytes.damaged(at, "an entry of the central directory is broken");
    }
    directory.position(directory.position() + length);
    byte[] name = new byte[nameLength];
    entry.get(CENTRAL_LENGTH, name);
    ByteBuffer extra =
        entry.slice(CENTRAL_LENGTH + nameLength, extraLength).order(ByteOrder.LITTLE_ENDIAN);
    ZipFields fields = ZipFields.central(entry, name, extra);
    requirePlain(bytes, at, fields, entry.getInt(38));
    requireOneName(bytes, at, fields, extra);
    return fields.member(bytes, fields.header() + shift);
  }

  /** APPNOTE 4.6.9: some readers take the name in this field, Python's since 3.13. */
  private static void requireOneName(ZipBytes bytes, long at, ZipFields fields, ByteBuffer extra) {
    for (int i = 0; i + 9 <= extra.limit(); ) {
      int length = Short.toUnsignedInt(extra.getShort(i + 2));
      if (Short.toUnsignedInt(extra.getShort(i)) == UNICODE_PATH
          && i + 4 + length <= extra.limit()) {
        byte[] name = new byte[Math.max(0, length - 5)];
        extra.get(i + 9, name);
        if (!java.util.Arrays.equals(name, fields.name())) {
          throw bytes.finding(
              Rule.ARCHIVE_UNSAFE, at, "member " + fields.text() + " has a second name");
        }
      }
      i += 4 + length;
    }
  }

  private static void requirePlain(ZipBytes bytes, long at, ZipFields fields, int attributes) {
    String name = fields.text();
    if ((fields.flags() & ENCRYPTED) != 0) {
      throw bytes.finding(Rule.ARCHIVE_UNSUPPORTED, at, "member " + name + " is encrypted");
    }
    if (fields.method() != ZipFields.STORED && fields.method() != ZipFields.DEFLATED) {
      throw bytes.finding(
          Rule.ARCHIVE_UNSUPPORTED,
          at,
          "member " + name + " is compressed with method " + fields.method());
    }
    if (attributes >>> 28 == SYMBOLIC_LINK) {
      throw bytes.finding(Rule.ARCHIVE_UNSAFE, at, "member " + name + " is a symbolic link");
    }
    boolean outside =
        name.startsWith("/")
            || name.contains("\\")
            || name.contains("\0")
            || name.contains(":")
            || List.of(name.split("/")).contains("..");
    if (name.isEmpty() || outside) {
      throw bytes.finding(
          Rule.ARCHIVE_UNSAFE, at, "member \"" + name + "\" leads out of the archive");
    }
  }

  private static void requireRatio(ZipBytes bytes, List<ZipMember> members) {
    long stored = 0;
    long size = 0;
    for (ZipMember member : members) {
      stored += member.stored();
      size = Math.addExact(size, member.size());
    }
    if (size > FREE && size / MAX_RATIO > stored) {
      throw bytes.finding(
          Rule.ARCHIVE_BOMB,
          0,
          "the archive unpacks from "
              + stored
              + " bytes to "
              + size
              + "; a model of zeros is admitted where its members are not compressed (zip -0)");
    }
  }

  private static List<Foreign> foreign(ZipBytes bytes, List<ZipMember> members, long directory) {
    List<ZipMember> ordered =
        members.stream().sorted(Comparator.comparingLong(ZipMember::header)).toList();
    List<Foreign> gaps = new ArrayList<>();
    long at = 0;
    boolean described = false;
    for (ZipMember member : ordered) {
      if (member.header() < at) {
        throw bytes.finding(
            Rule.ARCHIVE_UNSAFE, member.header(), "member " + member.name() + " overlaps another");
      }
      gap(gaps, at, member.header(), described);
      at = member.end();
      described = member.described();
    }
    if (directory < at) {
      throw bytes.damaged(directory, "the central directory overlaps a member");
    }
    gap(gaps, at, directory, described);
    return List.copyOf(gaps);
  }

  private static void gap(List<Foreign> gaps, long start, long end, boolean described) {
    if (end - start > (described ? MAX_DESCRIPTOR : 0)) {
      gaps.add(new Foreign(start, end));
    }
  }
}
