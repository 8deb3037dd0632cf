package dev.salvor.format.protobuf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * FarmHash's Fingerprint64 (farmhashna), by which TensorFlow fingerprints what it saves
 * (tensorflow/core/platform/fingerprint.h). No defence against tampering.
 */
public final class FarmHash {
  private static final long K0 = 0xc3a5c85c97cb3127L;
  private static final long K1 = 0xb492b66fbe98f273L;
  private static final long K2 = 0x9ae16a3b2f90404fL;
  private static final int BLOCK = 64;

  private final ByteBuffer bytes;
  private final int length;

  private FarmHash(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.length = bytes.length;
  }

  public static long fingerprint64(byte[] bytes) {
    FarmHash hash = new FarmHash(bytes);
    if (bytes.length <= 16) {
      return hash.upTo16();
    }
    if (bytes.length <= 32) {
      return hash.upTo32();
    }
    return bytes.length <= BLOCK ? hash.upTo64() : hash.longer();
  }

  private long at(int offset) {
    return bytes.getLong(offset);
  }

  private static long right(long value, int by) {
    return Long.rotateRight(value, by);
  }

  private static long mix(long value) {
    return value ^ (value >>> 47);
  }

  private static long mix16(long u, long v, long mul) {
    long a = mix((u ^ v) * mul);
    return mix((v ^ a) * mul) * mul;
  }

  private long upTo16() {
    if (length >= 8) {
      long mul = K2 + length * 2L;
      long a = at(0) + K2;
      long b = at(length - 8);
      return mix16(right(b, 37) * mul + a, (right(a, 25) + b) * mul, mul);
    }
    if (length >= 4) {
      long first = bytes.getInt(0) & 0xffffffffL;
      long last = bytes.getInt(length - 4) & 0xffffffffL;
      return mix16(length + (first << 3), last, K2 + length * 2L);
    }
    if (length == 0) {
      return K2;
    }
    long y = (bytes.get(0) & 0xff) + ((bytes.get(length >> 1) & 0xffL) << 8);
    long z = length + ((bytes.get(length - 1) & 0xffL) << 2);
    return mix((y * K2) ^ (z * K0)) * K2;
  }

  private long upTo32() {
    long mul = K2 + length * 2L;
    long a = at(0) * K1;
    long b = at(8);
    long c = at(length - 8) * mul;
    long d = at(length - 16) * K2;
    return mix16(right(a + b, 43) + right(c, 30) + d, a + right(b + K2, 18) + c, mul);
  }

  private long upTo64() {
    long mul = K2 + length * 2L;
    long a = at(0) * K2;
    long b = at(8);
    long c = at(length - 8) * mul;
    long d = at(length - 16) * K2;
    long y = right(a + b, 43) + right(c, 30) + d;
    long z = mix16(y, a + right(b + K2, 18) + c, mul);
    long e = at(16) * mul;
    long f = at(24);
    long g = (y + at(length - 32)) * mul;
    long h = (z + at(length - 24)) * mul;
    return mix16(right(e + f, 43) + right(g, 30) + h, e + right(f + a, 18) + g, mul);
  }

  /** The state over blocks of 64 bytes; v and w are pairs. */
  private long longer() {
    long x = 81;
    long y = x * K1 + 113;
    long z = mix(y * K2 + 113) * K2;
    long[] v = {0, 0};
    long[] w = {0, 0};
    x = x * K2 + at(0);
    int end = (length - 1) / BLOCK * BLOCK;
    for (int s = 0; s < end; s += BLOCK) {
      x = right(x + y + v[0] + at(s + 8), 37) * K1;
      y = right(y + v[1] + at(s + 48), 42) * K1;
      x ^= w[1];
      y += v[0] + at(s + 40);
      z = right(z + w[0], 33) * K1;
      v = pair(s, v[1] * K1, x + w[0]);
      w = pair(s + 32, z + w[1], y + at(s + 16));
      long swap = z;
      z = x;
      x = swap;
    }
    long mul = K1 + ((z & 0xff) << 1);
    int s = length - BLOCK;
    w[0] += (length - 1) & 63;
    v[0] += w[0];
    w[0] += v[0];
    x = right(x + y + v[0] + at(s + 8), 37) * mul;
    y = right(y + v[1] + at(s + 48), 42) * mul;
    x ^= w[1] * 9;
    y += v[0] * 9 + at(s + 40);
    z = right(z + w[0], 33) * mul;
    v = pair(s, v[1] * mul, x + w[0]);
    w = pair(s + 32, z + w[1], y + at(s + 16));
    return mix16(mix16(v[0], w[0], mul) + mix(y) * K0 + x, mix16(v[1], w[1], mul) + z, mul);
  }

  private long[] pair(int s, long seedA, long seedB) {
    long a = seedA + at(s);
    long b = right(seedB + a + at(s + 24), 21);
    long c = a;
    a += at(s + 8) + at(s + 16);
    b += right(a, 44);
    return new long[] {a + at(s + 24), b + c};
  }
}
