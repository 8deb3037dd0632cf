package dev.salvor.format.protobuf;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Walks the fields of one message without decoding them, to say where it breaks
 * (protobuf.dev/programming-guides/encoding).
 */
final class WireScan {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int START_GROUP = 3;
  private static final int END_GROUP = 4;
  private static final int FIXED32 = 5;

  private final ByteBuffer bytes;
  private int field;

  /** The bytes of the field that was read last, where it is a length-delimited one. */
  private @Nullable ByteBuffer value;

  private WireScan(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /** Where and why a message stops being one; {@code offset} is the start of the bad field. */
  record Fault(long offset, String what) {}

  /** The first fault among the top-level fields; empty where all of them are whole. */
  static Optional<Fault> firstFault(ByteBuffer message) {
    return new WireScan(message.slice()).run();
  }

  /**
   * How many fields lie at {@code path}, each number one level deeper; what is no message counts as
   * far as it can be read.
   */
  static long count(ByteBuffer message, int... path) {
    return new WireScan(message.slice()).count(0, path);
  }

  private long count(int level, int[] path) {
    long count = 0;
    while (bytes.hasRemaining()) {
      if (field().isPresent()) {
        return count;
      }
      if (field == path[level] && value != null) {
        count += level == path.length - 1 ? 1 : new WireScan(value).count(level + 1, path);
      }
    }
    return count;
  }

  private Optional<Fault> run() {
    while (bytes.hasRemaining()) {
      int start = bytes.position();
      Optional<String> what = field();
      if (what.isPresent()) {
        return Optional.of(new Fault(start, what.get()));
      }
    }
    return Optional.empty();
  }

  private Optional<String> field() {
    value = null;
    long tag = varint();
    field = (int) (tag >>> 3);
    if (tag < 0 || tag >>> 3 == 0 || tag >>> 3 >= 1 << 29) {
      return Optional.of("there is no field tag");
    }
    return switch ((int) (tag & 7)) {
      case VARINT -> varint() == Long.MIN_VALUE ? Optional.of("a number does not end") : skip(0);
      case FIXED64 -> skip(8);
      case FIXED32 -> skip(4);
      case LENGTH -> {
        long length = varint();
        if (length >= 0 && length <= bytes.remaining()) {
          value = bytes.slice(bytes.position(), (int) length);
        }
        yield length == Long.MIN_VALUE ? Optional.of("a length does not end") : skip(length);
      }
      case START_GROUP, END_GROUP -> Optional.of("field " + field + " is a group");
      default -> Optional.of("there is no field tag");
    };
  }

  private Optional<String> skip(long length) {
    if (length < 0 || length > bytes.remaining()) {
      return Optional.of(
          String.format(
              "field %d announces %,d bytes but %,d are left", field, length, bytes.remaining()));
    }
    bytes.position(bytes.position() + (int) length);
    return Optional.empty();
  }

  /** A varint; {@link Long#MIN_VALUE} where it does not end within ten bytes or the message. */
  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 70 && bytes.hasRemaining(); shift += 7) {
      byte next = bytes.get();
      value |= shift < 64 ? (long) (next & 0x7f) << shift : 0;
      if (next >= 0) {
        return value == Long.MIN_VALUE ? 0 : value;
      }
    }
    return Long.MIN_VALUE;
  }
}
