package dev.salvor.artifact.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The second name that an entry of a zip may have, in an Info-ZIP Unicode Path extra field (APPNOTE
 * 4.6.9): readers differ in which of the two they take, Python's zipfile since 3.13 this one.
 */
public final class UnicodePath {
  private static final int ID = 0x7075;
  private static final int FIXED = 5;

  private UnicodePath() {}

  /**
   * The name, where it holds for {@code rawName} and is another.
   *
   * @param extra the extra fields, little-endian, from the position on
   */
  public static Optional<String> other(ByteBuffer extra, byte[] rawName) {
    for (int at = extra.position(); at + 4 <= extra.limit(); ) {
      int length = Short.toUnsignedInt(extra.getShort(at + 2));
      if (Short.toUnsignedInt(extra.getShort(at)) == ID
          && length >= FIXED
          && at + 4 + length <= extra.limit()) {
        byte[] name = new byte[length - FIXED];
        extra.get(at + 4 + FIXED, name);
        CRC32 crc = new CRC32();
        crc.update(rawName);
        String text = new String(name, UTF_8);
        boolean same =
            text.equals(new String(rawName, UTF_8)) || text.equals(new String(rawName, ISO_8859_1));
        if (!same && (int) crc.getValue() == extra.getInt(at + 5)) {
          return Optional.of(text);
        }
      }
      at += 4 + length;
    }
    return Optional.empty();
  }
}
