package dev.salvor.format.checkpoint;

import java.nio.ByteBuffer;

/**
 * Where a block lies in its table, without its five trailing bytes.
 *
 * @param offset of the first byte
 * @param size in bytes
 */
record BlockHandle(long offset, long size) {
  /** Compression type and masked checksum behind each block. */
  static final int TRAILER = 5;

  /** Reads a handle; a bad varint gives one that lies in no file. */
  static BlockHandle read(ByteBuffer from) {
    long offset = Varint.read(from);
    return new BlockHandle(offset, Varint.read(from));
  }

  void write(ByteBuffer to) {
    Varint.write(to, offset);
    Varint.write(to, size);
  }

  /** Offset of the first byte behind the trailer. */
  long end() {
    return offset + size + TRAILER;
  }

  /** Whether block and trailer lie between {@code from} and {@code to}. */
  boolean within(long from, long to) {
    return offset >= from && size >= 0 && offset <= to - TRAILER && size <= to - TRAILER - offset;
  }
}
