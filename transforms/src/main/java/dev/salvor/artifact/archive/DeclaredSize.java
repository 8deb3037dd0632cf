package dev.salvor.artifact.archive;

import dev.salvor.artifact.FileView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * How many bytes a compressed file says that it holds, without unpacking it: the trailer of gzip
 * (RFC 1952, ISIZE, modulo 2^32, of the last member), the index of xz (xz-file-format 1.1.0,
 * section 4), the header of .lzma, the frame header of Zstandard (RFC 8878, 3.1.1.1). A claim, not
 * a fact.
 */
final class DeclaredSize {
  private static final int XZ_FOOTER = 12; // as long as the header
  private static final int XZ_INDEX = 1 << 16;

  private DeclaredSize() {}

  static OptionalLong of(FileView file, Compression compression) throws IOException {
    return switch (compression) {
      case GZIP -> gzip(file);
      case XZ -> xz(file);
      case ZSTD -> zstd(file.buffer(0, 18));
      case LZMA -> {
        ByteBuffer head = file.buffer(0, 13);
        yield head.remaining() < 13 || head.getLong(5) < 0
            ? OptionalLong.empty()
            : OptionalLong.of(head.getLong(5));
      }
      case BZIP2, LZ4, COMPRESS, ZLIB -> OptionalLong.empty();
    };
  }

  private static OptionalLong gzip(FileView file) throws IOException {
    ByteBuffer trailer = file.buffer(file.size() - 4, 4);
    return trailer.remaining() < 4
        ? OptionalLong.empty()
        : OptionalLong.of(Integer.toUnsignedLong(trailer.getInt(0)));
  }

  private static OptionalLong xz(FileView file) throws IOException {
    ByteBuffer footer = file.buffer(file.size() - XZ_FOOTER, XZ_FOOTER);
    if (footer.remaining() < XZ_FOOTER || footer.getShort(10) != 0x5a59) { // YZ
      return OptionalLong.empty();
    }
    long length = (Integer.toUnsignedLong(footer.getInt(4)) + 1) * 4;
    if (length > XZ_INDEX) {
      return OptionalLong.empty();
    }
    ByteBuffer index = file.buffer(file.size() - XZ_FOOTER - length, (int) length);
    if (index.remaining() < length || index.get() != 0) {
      return OptionalLong.empty();
    }
    long records = number(index);
    long sum = 0;
    long blocks = 0;
    for (long i = 0; i < records; i++) {
      long block = number(index);
      long size = number(index);
      if (block < 0 || block > file.size() || size < 0 || sum > Long.MAX_VALUE - size) {
        return OptionalLong.empty();
      }
      sum += size;
      blocks += (block + 3) / 4 * 4;
    }
    // of the last stream: of the file only where no other stands before it
    return XZ_FOOTER + blocks + length + XZ_FOOTER == file.size()
        ? OptionalLong.of(sum)
        : OptionalLong.empty();
  }

  /** Seven bits a byte, the lowest first; -1 where it does not end. */
  private static long number(ByteBuffer from) {
    long value = 0;
    for (int shift = 0; shift < 63 && from.hasRemaining(); shift += 7) {
      int next = from.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    return -1;
  }

  private static OptionalLong zstd(ByteBuffer head) {
    if (head.remaining() < 18) {
      return OptionalLong.empty();
    }
    int descriptor = head.get(4);
    boolean single = (descriptor & 0x20) != 0;
    int dictionary = new int[] {0, 1, 2, 4}[descriptor & 3];
    int at = 5 + (single ? 0 : 1) + dictionary;
    return switch ((descriptor >> 6) & 3) {
      case 0 -> single ? OptionalLong.of(head.get(at) & 0xff) : OptionalLong.empty();
      case 1 -> OptionalLong.of(Short.toUnsignedLong(head.getShort(at)) + 256);
      case 2 -> OptionalLong.of(Integer.toUnsignedLong(head.getInt(at)));
      default -> head.getLong(at) < 0 ? OptionalLong.empty() : OptionalLong.of(head.getLong(at));
    };
  }
}
