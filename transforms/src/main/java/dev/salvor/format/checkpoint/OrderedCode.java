package dev.salvor.format.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Keys of tensor slices: encodings whose byte order is the order of the values
 * (tensorflow/core/lib/strings/ordered_code.h, tensorflow/core/util/saved_tensor_slice_util.cc).
 */
final class OrderedCode {
  private OrderedCode() {}

  /** The key of a slice: 0, the tensor's name, the rank, then start and length by dimension. */
  static byte[] sliceKey(String name, TensorSlice slice) {
    ByteArrayOutputStream key = new ByteArrayOutputStream();
    unsigned(key, 0);
    string(key, name.getBytes(StandardCharsets.UTF_8));
    unsigned(key, slice.extents().size());
    for (TensorSlice.Extent extent : slice.extents()) {
      signed(key, extent.start());
      signed(key, extent.length());
    }
    return key.toByteArray();
  }

  /** Number of bytes, then the bytes of the number, most significant first; none for 0. */
  static void unsigned(ByteArrayOutputStream to, long value) {
    int length = (Long.SIZE - Long.numberOfLeadingZeros(value) + 7) / 8;
    to.write(length);
    for (int shift = (length - 1) * 8; shift >= 0; shift -= 8) {
      to.write((int) (value >>> shift));
    }
  }

  /** 00 becomes 00 ff, ff becomes ff 00; 00 01 ends the string. */
  static void string(ByteArrayOutputStream to, byte[] value) {
    for (byte next : value) {
      to.write(next);
      if (next == 0) {
        to.write(0xff);
      } else if (next == (byte) 0xff) {
        to.write(0);
      }
    }
    to.write(0);
    to.write(1);
  }

  /**
   * The two's complement in {@code n} bytes, most significant first, of which {@code 7 n - 1} bits
   * and the sign count; the leading {@code n} bits are the sign's complement, the next is the sign.
   */
  static void signed(ByteArrayOutputStream to, long value) {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(value < 0 ? ~value : value);
    int length = bits / 7 + 1;
    byte[] bytes = new byte[10];
    ByteBuffer.wrap(bytes).putShort((short) (value < 0 ? -1 : 0)).putLong(value);
    int first = bytes.length - length;
    for (int bit = 0; bit < length; bit++) {
      bytes[first + bit / 8] ^= (byte) (0x80 >> bit % 8);
    }
    to.write(bytes, first, length);
  }
}
