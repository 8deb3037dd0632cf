package dev.salvor.inspect.sniff;

import dev.salvor.artifact.FileView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first fields of a protobuf message, read without knowing its type (protobuf.dev, Encoding).
 * Payloads are skipped, not loaded.
 *
 * @param fields in the order of the file
 * @param complete whether the message ends exactly where its last field does; false too where there
 *     are more fields than were read
 * @param cut whether the last field reaches beyond the end
 */
record Wire(List<Field> fields, boolean complete, boolean cut) {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int FIXED32 = 5;
  private static final int MAX_FIELDS = 64;

  /**
   * @param number field number
   * @param type wire type
   * @param value of a varint; the length of bytes
   * @param offset where the payload begins
   */
  record Field(int number, int type, long value, long offset) {}

  /** The fields between {@code from} and {@code to}; null where no message can begin so. */
  static @Nullable Wire read(FileView file, long from, long to) throws IOException {
    List<Field> fields = new ArrayList<>();
    Cursor cursor = new Cursor(file, from, Math.min(to, file.size()));
    while (cursor.at < to && fields.size() < MAX_FIELDS) {
      long tag = cursor.varint();
      long number = tag >>> 3;
      if (cursor.ended) {
        return fields.isEmpty() ? null : new Wire(fields, false, true);
      }
      if (tag < 0 || number < 1 || number > (1 << 29) - 1) {
        return null;
      }
      int type = (int) tag & 7;
      long value = type == VARINT || type == BYTES ? cursor.varint() : 0;
      if (cursor.ended) {
        return fields.isEmpty() ? null : new Wire(fields, false, true);
      }
      long length =
          switch (type) {
            case VARINT -> 0;
            case FIXED64 -> 8;
            case FIXED32 -> 4;
            case BYTES -> value;
            default -> -1;
          };
      if (length < 0) {
        return null;
      }
      fields.add(new Field((int) number, type, value, cursor.at));
      if (length > to - cursor.at) {
        return new Wire(fields, false, true);
      }
      cursor.at += length;
    }
    return new Wire(List.copyOf(fields), cursor.at == to, false);
  }

  /** Whether every field is one of {@code numbers}, with the wire type given at the same place. */
  boolean only(int[] numbers, int[] types) {
    for (Field field : fields) {
      boolean known = false;
      for (int i = 0; i < numbers.length; i++) {
        known |= numbers[i] == field.number() && types[i] == field.type();
      }
      if (!known) {
        return false;
      }
    }
    return true;
  }

  boolean has(int number) {
    return fields.stream().anyMatch(field -> field.number() == number);
  }

  @Nullable Field first(int number) {
    return fields.stream().filter(field -> field.number() == number).findFirst().orElse(null);
  }

  /** The payload of {@code field} as text; null where it is not UTF-8 or too long for a name. */
  static @Nullable String text(FileView file, Field field) throws IOException {
    if (field.type() != BYTES || field.value() > 4096) {
      return null;
    }
    byte[] bytes = file.read(field.offset(), (int) field.value());
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** Reads varints through a small window. */
  private static final class Cursor {
    private final FileView file;
    private final long end;
    private long at;
    private boolean ended;

    Cursor(FileView file, long from, long end) {
      this.file = file;
      this.at = from;
      this.end = end;
    }

    private long varint() throws IOException {
      byte[] head = file.head();
      long value = 0;
      byte[] window = at + 10 <= head.length ? head : file.read(at, 10);
      int offset = window == head ? (int) at : 0;
      for (int shift = 0; shift < 70; shift += 7) {
        if (at >= end || offset >= window.length) {
          ended = true;
          return 0;
        }
        byte b = window[offset++];
        at++;
        value |= shift < 64 ? (long) (b & 0x7F) << shift : 0;
        if (b >= 0) {
          return value;
        }
      }
      return -1;
    }
  }
}
