package dev.salvor.format.checkpoint;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Variant tensors in a bundle: for each element its length as a varint, a VariantTensorDataProto,
 * and a masked checksum of all that went before, in which lengths count as 64-bit integers
 * (tensorflow/core/util/tensor_bundle/tensor_bundle.cc, WriteVariantTensor). They hold tensor lists
 * and the states of iterators, never the weights of a layer: they are checked, not decoded.
 */
final class BundleVariants {
  private static final int BUFFER = 1 << 16;
  private static final int CHECKSUM = 4;

  private final FileChannel channel;
  private final ByteOrder order;
  private final BundleEntry entry;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
  private final CRC32C crc = new CRC32C();
  private long at;

  BundleVariants(FileChannel channel, ByteOrder order, BundleEntry entry) {
    this.channel = channel;
    this.order = order;
    this.entry = entry;
    this.at = entry.offset();
  }

  /** What is wrong with the values; empty where every length and every checksum holds. */
  Optional<String> fault() throws IOException {
    for (long i = 0; i < entry.shape().elements(); i++) {
      long length = length();
      if (length < 0 || length > entry.end() - at - CHECKSUM) {
        return Optional.of("variant %,d is longer than the tensor".formatted(i));
      }
      crc.update(ByteBuffer.allocate(8).order(order).putLong(length).flip());
      for (long end = at + length; at < end; ) {
        crc.update(next(Math.min(BUFFER, end - at)));
      }
      int found = MaskedCrc32c.of(crc);
      ByteBuffer checksum = next(CHECKSUM);
      int stored = checksum.duplicate().order(order).getInt();
      if (stored != found) {
        return Optional.of(differ("variant %,d does".formatted(i), stored, found));
      }
      crc.update(checksum);
    }
    if (at != entry.end()) {
      return Optional.of(
          "its variants take %,d bytes and its entry says %,d"
              .formatted(at - entry.offset(), entry.size()));
    }
    int found = MaskedCrc32c.of(crc);
    return found == entry.crc32c()
        ? Optional.empty()
        : Optional.of(differ("its variants do", entry.crc32c(), found));
  }

  /**
   * What its first element is, {@code tensorflow::TensorList} for one; empty where it is damaged.
   */
  Optional<String> kind() throws IOException {
    long length = entry.shape().elements() == 0 ? -1 : length();
    if (length < 0 || length > entry.end() - at - CHECKSUM) {
      return Optional.empty();
    }
    String[] name = {""};
    try {
      Wire.message(
          next(Math.min(BUFFER, length)),
          (tag, in) -> {
            if (tag != (1 << 3 | Wire.BYTES)) { // VariantTensorDataProto.type_name
              return false;
            }
            name[0] = in.readString();
            return true;
          });
    } catch (InvalidProtocolBufferException cutOff) {
      return name[0].isEmpty() ? Optional.empty() : Optional.of(name[0]);
    }
    return name[0].isEmpty() ? Optional.empty() : Optional.of(name[0]);
  }

  private static String differ(String what, int stored, int found) {
    return String.format(
        Locale.ROOT, "%s not match the checksum: stored %08x, found %08x", what, stored, found);
  }

  /** A varint at the place at hand; -1 where there is none. */
  private long length() throws IOException {
    ByteBuffer head = peek(Math.min(Varint.MAX_BYTES, entry.end() - at));
    long length = Varint.read(head);
    at += head.position();
    return length;
  }

  private ByteBuffer next(long count) throws IOException {
    ByteBuffer bytes = peek(count);
    at += count;
    return bytes;
  }

  private ByteBuffer peek(long count) throws IOException {
    buffer.clear().limit((int) count);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, at + buffer.position()) < 0) {
        throw new EOFException(entry.name() + ": the file became shorter while it was read");
      }
    }
    return buffer.flip();
  }
}
