package dev.salvor.format.hdf5;

import dev.salvor.format.tensor.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Integers and byte orders. */
final class Numbers {
  private Numbers() {}

  /** Reads one integer; 64-bit unsigned ones keep their bits. */
  static long integer(ByteBuffer buffer, Datatype.Fixed type) {
    long value = 0;
    for (int index = 0; index < type.size(); index++) {
      long part = buffer.get() & 0xFFL;
      value =
          type.byteOrder() == ByteOrder.BIG_ENDIAN
              ? (value << 8) | part
              : value | (part << (8 * index));
    }
    int unused = 64 - 8 * type.size();
    return type.signed() ? value << unused >> unused : value;
  }

  /** {@code bytes} in little-endian order, changed in place; complex numbers part by part. */
  static byte[] littleEndian(byte[] bytes, ElementType type, ByteOrder order) {
    if (order == ByteOrder.BIG_ENDIAN) {
      boolean complex = type == ElementType.COMPLEX64 || type == ElementType.COMPLEX128;
      reverse(bytes, complex ? type.size() / 2 : type.size());
    }
    return bytes;
  }

  private static void reverse(byte[] bytes, int width) {
    for (int item = 0; item + width <= bytes.length; item += width) {
      for (int low = item, high = item + width - 1; low < high; low++, high--) {
        byte kept = bytes[low];
        bytes[low] = bytes[high];
        bytes[high] = kept;
      }
    }
  }
}
