package dev.salvor.format.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * String tensors in a bundle: the lengths as varints, a masked checksum of the lengths, the bytes.
 * The checksum is of the lengths as 32-bit integers, 64-bit ones above 2^32
 * (tensorflow/core/util/tensor_bundle/tensor_bundle.cc, WriteStringTensor).
 */
public final class BundleStrings {
  private final ByteOrder order;

  /** The bytes are no string tensor. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message);
    }
  }

  /**
   * @param order of the machine that wrote the bundle
   */
  public BundleStrings(ByteOrder order) {
    this.order = order;
  }

  /** Decodes {@code count} strings that fill {@code bytes}, {@code count} at most its size. */
  List<byte[]> decode(ByteBuffer bytes, int count, int storedCrc) throws Malformed {
    long[] lengths = new long[count];
    CRC32C crc = new CRC32C();
    long sum = 0;
    for (int i = 0; i < count; i++) {
      lengths[i] = Varint.read(bytes);
      if (lengths[i] < 0 || lengths[i] > bytes.remaining() - sum) {
        throw new Malformed("string " + i + " is longer than the tensor");
      }
      sum += lengths[i];
      crc.update(length(lengths[i]));
    }
    if (bytes.remaining() != sum + 4) {
      throw new Malformed(
          "its strings should take " + sum + " bytes and take " + (bytes.remaining() - 4));
    }
    ByteBuffer checksum = bytes.slice(bytes.position(), 4);
    compare("lengths", checksum.duplicate().order(order).getInt(), MaskedCrc32c.of(crc));
    crc.update(checksum);
    bytes.position(bytes.position() + 4);
    crc.update(bytes.duplicate());
    compare("strings", storedCrc, MaskedCrc32c.of(crc));
    List<byte[]> values = new ArrayList<>(count);
    for (long length : lengths) {
      byte[] value = new byte[(int) length];
      bytes.get(value);
      values.add(value);
    }
    return values;
  }

  private static void compare(String what, int stored, int found) throws Malformed {
    if (stored != found) {
      throw new Malformed(
          String.format(
              Locale.ROOT,
              "its %s do not match their checksum: stored %08x, found %08x",
              what,
              stored,
              found));
    }
  }

  /** A length as it enters the checksum. */
  public ByteBuffer length(long length) {
    return length <= 0xffffffffL
        ? ByteBuffer.allocate(4).order(order).putInt((int) length).flip()
        : ByteBuffer.allocate(8).order(order).putLong(length).flip();
  }
}
