package dev.salvor.format.checkpoint;

import java.nio.ByteBuffer;

/** Little-endian base-128 integers, as in protocol buffers. */
final class Varint {
  static final int MAX_BYTES = 10;

  private Varint() {}

  /** Reads up to 64 bits; -1 where the bytes end first or the number has too many. */
  static long read(ByteBuffer from) {
    long value = 0;
    for (int shift = 0; shift < 64 && from.hasRemaining(); shift += 7) {
      byte next = from.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    return -1;
  }

  static void write(ByteBuffer to, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      to.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    to.put((byte) rest);
  }
}
