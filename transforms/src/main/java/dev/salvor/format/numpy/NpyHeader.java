package dev.salvor.format.numpy;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The header of an array file, versions 1 to 3 (NEP 1; numpy/lib/format.py).
 *
 * @param type element type
 * @param fortran whether the first dimension varies fastest
 * @param shape always fully known
 * @param length bytes up to the first element
 */
record NpyHeader(NpyType type, boolean fortran, Shape shape, int length) {
  static final int MAX_LENGTH = 1 << 20;
  private static final int MAX_RANK = 64;
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** Bytes that {@link #lengthOf} needs. */
  static final int PREFIX = 12;

  static boolean matches(ByteBuffer start) {
    return start.remaining() >= MAGIC.length
        && start.slice(start.position(), MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
  }

  /** Bytes of the header, read off its first {@link #PREFIX}. */
  static int lengthOf(ByteBuffer start) {
    if (!matches(start)) {
      throw damaged("it does not begin with \\x93NUMPY");
    }
    ByteBuffer bytes = start.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.remaining() < PREFIX) {
      throw damaged("it ends after " + bytes.remaining() + " bytes, inside the header");
    }
    int major = bytes.get(6);
    long length =
        switch (major) {
          case 1 -> 10L + (bytes.getShort(8) & 0xffff);
          case 2, 3 -> 12L + (bytes.getInt(8) & 0xffffffffL);
          default -> throw damaged("its format version is " + major);
        };
    if (length > MAX_LENGTH) {
      throw damaged("its header claims " + length + " bytes");
    }
    return (int) length;
  }

  /** Parses a header that lies whole in {@code bytes}. */
  static NpyHeader parse(ByteBuffer bytes) {
    int length = lengthOf(bytes);
    if (bytes.remaining() < length) {
      throw damaged(
          "its header claims " + length + " bytes, but only " + bytes.remaining() + " are there");
    }
    int major = bytes.get(bytes.position() + 6);
    Charset charset = major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    int start = major == 1 ? 10 : 12;
    String text = charset.decode(bytes.slice(bytes.position() + start, length - start)).toString();
    try {
      return of(HeaderLiteral.parse(text), length);
    } catch (IllegalArgumentException e) {
      throw new ArtifactException(damagedFinding(String.valueOf(e.getMessage())), e);
    }
  }

  private static NpyHeader of(Map<String, Object> dict, int length) {
    Object descr = dict.get("descr");
    if (descr == null
        || !(dict.get("fortran_order") instanceof Boolean fortran)
        || !(dict.get("shape") instanceof List<?> dims)) {
      throw damaged("its header names " + dict.keySet() + ", not descr, fortran_order and shape");
    }
    if (dims.size() > MAX_RANK) {
      throw damaged("it claims " + dims.size() + " dimensions");
    }
    long[] shape = new long[dims.size()];
    for (int i = 0; i < shape.length; i++) {
      if (!(dims.get(i) instanceof Long dim) || dim < 0) {
        throw damaged("dimension " + i + " is " + dims.get(i));
      }
      shape[i] = dim;
    }
    return new NpyHeader(NpyType.of(descr), fortran, Shape.of(shape), length);
  }

  /**
   * Number of elements.
   *
   * @param available bytes after the header
   * @throws ArtifactException where they need more bytes than there are
   */
  long elements(long available) {
    try {
      long elements = shape.elements();
      if (Math.multiplyExact(elements, (long) type.width()) <= available) {
        return elements;
      }
    } catch (ArithmeticException e) {
      throw new ArtifactException(damagedFinding("its shape " + shape + " is too large"), e);
    }
    throw damaged(
        "shape %s of %d-byte elements, but only %d bytes follow the header"
            .formatted(shape, type.width(), available));
  }

  private static ArtifactException damaged(String what) {
    return damagedFinding(what).exception();
  }

  private static Finding damagedFinding(String what) {
    return Finding.of(Rule.FILE_DAMAGED, Location.NONE, "not a sound NumPy array: " + what);
  }
}
