package dev.salvor.inspect.pickle;

import dev.salvor.format.pickle.Blob;
import dev.salvor.format.pickle.ByteSource;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Array files of NumPy whose elements are or hold Python objects: behind the header stands a pickle
 * of the array (numpy/lib/format.py, write_array).
 */
final class ObjectArrays {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int HEADER = 1 << 16;
  private static final Pattern OBJECTS = Pattern.compile("'[<>|=]?O\\d*'");

  private ObjectArrays() {}

  /** The pickle in an array file; empty for any other bytes and for arrays of numbers. */
  static Optional<ByteSource> pickle(ByteSource file) {
    byte[] head =
        new Blob(file, 0, Math.min(HEADER, file.size()), Blob.Encoding.PLAIN).head(HEADER);
    if (head.length < 12) {
      return Optional.empty();
    }
    for (int i = 0; i < MAGIC.length; i++) {
      if (head[i] != MAGIC[i]) {
        return Optional.empty();
      }
    }
    boolean first = head[6] == 1;
    int length = (head[8] & 0xff) | ((head[9] & 0xff) << 8);
    if (!first) {
      length |= ((head[10] & 0xff) << 16) | ((head[11] & 0xff) << 24);
    }
    int start = first ? 10 : 12;
    if (length < 0 || length > head.length - start) {
      return Optional.empty();
    }
    String header = new String(head, start, length, StandardCharsets.ISO_8859_1);
    long from = (long) start + length;
    return OBJECTS.matcher(header).find()
        ? Optional.of(file.part(from, file.size() - from))
        : Optional.empty();
  }
}
