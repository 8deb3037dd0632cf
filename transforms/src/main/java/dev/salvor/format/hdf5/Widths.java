package dev.salvor.format.hdf5;

import java.nio.ByteBuffer;

/**
 * Sizes of the two kinds of numbers that vary from file to file.
 *
 * @param offset bytes of an address
 * @param length bytes of a length
 */
record Widths(int offset, int length) {
  /** The address that means "nowhere". */
  static final long UNDEFINED = -1;

  static Widths of(FileBytes bytes, int offset, int length) {
    if (!valid(offset) || !valid(length)) {
      throw bytes.damaged(
          0,
          "the superblock gives addresses %d bytes and lengths %d",
          offset & 0xFF,
          length & 0xFF);
    }
    return new Widths(offset, length);
  }

  private static boolean valid(int width) {
    return width == 2 || width == 4 || width == 8;
  }

  /** An address; {@link #UNDEFINED} where all bits are set. */
  long address(ByteBuffer buffer) {
    long value = unsigned(buffer, offset);
    return offset < 8 && value == (1L << (8 * offset)) - 1 ? UNDEFINED : value;
  }

  long length(ByteBuffer buffer) {
    long value = unsigned(buffer, length);
    return length < 8 && value == (1L << (8 * length)) - 1 ? UNDEFINED : value;
  }

  /** A little-endian number of {@code width} bytes, 1 to 8. */
  static long unsigned(ByteBuffer buffer, int width) {
    long value = 0;
    for (int index = 0; index < width; index++) {
      value |= (buffer.get() & 0xFFL) << (8 * index);
    }
    return value;
  }
}
