package dev.salvor.format.numpy;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.StringTensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Fixed-width strings: {@code S} bytes, {@code U} UCS-4 to UTF-8, both without trailing NULs. */
final class NpyStrings {
  private static final long MAX_ELEMENTS = 1L << 22;
  private static final long MAX_BYTES = 1L << 26;

  private NpyStrings() {}

  static void checkSize(long elements, NpyType type) {
    if (elements > MAX_ELEMENTS || elements * type.width() > MAX_BYTES) {
      throw Finding.of(
              Rule.FILE_FORMAT_UNSUPPORTED,
              Location.NONE,
              "the NumPy array has %d strings of %d bytes; the limits are %d and %d bytes in all",
              elements,
              type.width(),
              MAX_ELEMENTS,
              MAX_BYTES)
          .exception();
    }
  }

  static StringTensor decode(ByteBuffer bytes, NpyHeader header) {
    int elements = (int) header.shape().elements();
    int width = header.type().width();
    List<byte[]> stored = new ArrayList<>(elements);
    for (int i = 0; i < elements; i++) {
      ByteBuffer item =
          bytes.slice(bytes.position() + i * width, width).order(header.type().order());
      stored.add(header.type().kind() == 'U' ? unicode(item) : plain(item));
    }
    return new StringTensor(
        header.shape(), header.fortran() ? rowMajor(stored, header.shape()) : stored);
  }

  private static byte[] plain(ByteBuffer item) {
    int length = item.limit();
    while (length > 0 && item.get(length - 1) == 0) {
      length--;
    }
    byte[] value = new byte[length];
    item.get(value);
    return value;
  }

  private static byte[] unicode(ByteBuffer item) {
    int length = item.limit() / 4;
    while (length > 0 && item.getInt(4 * (length - 1)) == 0) {
      length--;
    }
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      int point = item.getInt(4 * i);
      if (!Character.isValidCodePoint(point)) {
        throw Finding.of(
                Rule.FILE_DAMAGED, Location.NONE, "a NumPy string holds code point %#x", point)
            .exception();
      }
      text.appendCodePoint(point);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static List<byte[]> rowMajor(List<byte[]> stored, Shape shape) {
    List<byte[]> ordered = new ArrayList<>(stored.size());
    for (int i = 0; i < stored.size(); i++) {
      int source = 0;
      int rest = i;
      int[] index = new int[shape.rank()];
      for (int axis = shape.rank() - 1; axis >= 0; axis--) {
        index[axis] = (int) (rest % shape.dim(axis));
        rest = (int) (rest / shape.dim(axis));
      }
      for (int axis = shape.rank() - 1; axis >= 0; axis--) {
        source = (int) (source * shape.dim(axis) + index[axis]);
      }
      ordered.add(stored.get(source));
    }
    return ordered;
  }
}
