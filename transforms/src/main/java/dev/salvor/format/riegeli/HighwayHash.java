package dev.salvor.format.riegeli;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * HighwayHash-64 with the key of Riegeli, fed piece by piece (J. Alakuijala, B. Cox, J. Wassenberg,
 * "Fast keyed hash/pseudo-random function using SIMD multiply and permute", arXiv:1612.06257).
 */
final class HighwayHash {
  /** "Riegeli/" and "records\n", twice. */
  private static final long[] KEY = {
    0x2f696c6567656952L, 0x0a7364726f636572L, 0x2f696c6567656952L, 0x0a7364726f636572L
  };

  private static final long[] INIT_0 = {
    0xdbe6d5d5fe4cce2fL, 0xa4093822299f31d0L, 0x13198a2e03707344L, 0x243f6a8885a308d3L
  };
  private static final long[] INIT_1 = {
    0x3bd39e10cb0ef593L, 0xc0acf169b5f18a8cL, 0xbe5466cf34e90c6cL, 0x452821e638d01377L
  };

  private static final int PACKET = 32;
  private static final int FINAL_ROUNDS = 4;
  private static final long LOW = 0xffffffffL;

  private final long[] v0 = new long[4];
  private final long[] v1 = new long[4];
  private final long[] mul0 = INIT_0.clone();
  private final long[] mul1 = INIT_1.clone();
  private final ByteBuffer packet = ByteBuffer.allocate(PACKET).order(ByteOrder.LITTLE_ENDIAN);

  HighwayHash() {
    for (int i = 0; i < 4; i++) {
      v0[i] = INIT_0[i] ^ KEY[i];
      v1[i] = INIT_1[i] ^ Long.rotateLeft(KEY[i], 32);
    }
  }

  /** The hash of what remains in {@code bytes}, which stay as they are. */
  static long of(ByteBuffer bytes) {
    HighwayHash hash = new HighwayHash();
    hash.update(bytes.duplicate());
    return hash.finish();
  }

  /** Takes all that remains in {@code bytes}. */
  void update(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      int count = Math.min(packet.remaining(), bytes.remaining());
      packet.put(packet.position(), bytes, bytes.position(), count);
      packet.position(packet.position() + count);
      bytes.position(bytes.position() + count);
      if (!packet.hasRemaining()) {
        round(packet.getLong(0), packet.getLong(8), packet.getLong(16), packet.getLong(24));
        packet.clear();
      }
    }
  }

  /** The hash of all that was given; it takes no more. */
  long finish() {
    if (packet.position() > 0) {
      remainder(packet.position());
    }
    for (int i = 0; i < FINAL_ROUNDS; i++) {
      round(
          Long.rotateLeft(v0[2], 32),
          Long.rotateLeft(v0[3], 32),
          Long.rotateLeft(v0[0], 32),
          Long.rotateLeft(v0[1], 32));
    }
    return v0[0] + v1[0] + mul0[0] + mul1[0];
  }

  /** The last packet, of 1 to 31 bytes: its length is mixed in, its last bytes are spread. */
  private void remainder(int size) {
    for (int i = 0; i < 4; i++) {
      v0[i] += ((long) size << 32) + size;
      int low = Integer.rotateLeft((int) v1[i], size);
      int high = Integer.rotateLeft((int) (v1[i] >>> 32), size);
      v1[i] = ((long) high << 32) | (low & LOW);
    }
    byte[] bytes = packet.array();
    byte[] last = new byte[PACKET];
    int whole = size & ~3;
    int over = size & 3;
    System.arraycopy(bytes, 0, last, 0, whole);
    if ((size & 16) != 0) {
      for (int i = 0; i < 4; i++) {
        last[28 + i] = bytes[whole + i + over - 4];
      }
    } else if (over > 0) {
      last[16] = bytes[whole];
      last[17] = bytes[whole + (over >> 1)];
      last[18] = bytes[whole + over - 1];
    }
    ByteBuffer lanes = ByteBuffer.wrap(last).order(ByteOrder.LITTLE_ENDIAN);
    round(lanes.getLong(0), lanes.getLong(8), lanes.getLong(16), lanes.getLong(24));
  }

  private void round(long lane0, long lane1, long lane2, long lane3) {
    v1[0] += mul0[0] + lane0;
    v1[1] += mul0[1] + lane1;
    v1[2] += mul0[2] + lane2;
    v1[3] += mul0[3] + lane3;
    for (int i = 0; i < 4; i++) {
      mul0[i] ^= (v1[i] & LOW) * (v0[i] >>> 32);
      v0[i] += mul1[i];
      mul1[i] ^= (v0[i] & LOW) * (v1[i] >>> 32);
    }
    for (int i = 0; i < 4; i += 2) {
      v0[i] += zipLow(v1[i + 1], v1[i]);
      v0[i + 1] += zipHigh(v1[i + 1], v1[i]);
    }
    for (int i = 0; i < 4; i += 2) {
      v1[i] += zipLow(v0[i + 1], v0[i]);
      v1[i + 1] += zipHigh(v0[i + 1], v0[i]);
    }
  }

  private static long zipLow(long b, long a) {
    return (((a & 0xff000000L) | (b & 0xff00000000L)) >>> 24)
        | (((a & 0xff0000000000L) | (b & 0xff000000000000L)) >>> 16)
        | (a & 0xff0000L)
        | ((a & 0xff00L) << 32)
        | ((b & 0xff00000000000000L) >>> 8)
        | (a << 56);
  }

  private static long zipHigh(long b, long a) {
    return (((b & 0xff000000L) | (a & 0xff00000000L)) >>> 24)
        | (b & 0xff0000L)
        | ((b & 0xff0000000000L) >>> 16)
        | ((b & 0xff00L) << 24)
        | ((a & 0xff000000000000L) >>> 8)
        | ((b & 0xffL) << 48)
        | (a & 0xff00000000000000L);
  }
}
