package dev.salvor.artifact.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a zip's central directory (APPNOTE 4.3.12), ZIP64 values resolved.
 *
 * @param rawName bytes of the name, as ISO 8859-1
 * @param flags general purpose bits
 * @param method compression method
 * @param crc32 of the uncompressed bytes
 * @param compressed bytes in the file
 * @param size bytes when inflated
 * @param header offset of the local header, counted from the first entry
 * @param external external attributes; Unix mode in the upper half
 * @param madeBy upper byte: the system that the attributes are of
 * @param otherName a second name that some readers take in its place
 */
public record ZipEntryRecord(
    String rawName,
    int flags,
    int method,
    long crc32,
    long compressed,
    long size,
    long header,
    long external,
    int madeBy,
    @Nullable String otherName) {

  private static final int UNIX = 3;
  private static final int MACOS = 19;
  static final int ENCRYPTED = 1;
  static final int STRONG_ENCRYPTION = 1 << 6;
  static final int DESCRIPTOR = 1 << 3;
  static final int MASKED_HEADERS = 1 << 13;

  /**
   * The name as text. Without the UTF-8 flag the specification says CP 437, but most writers store
   * UTF-8: it is taken as that where it is valid.
   */
  public String name() {
    byte[] bytes = rawName.getBytes(ISO_8859_1);
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, Charset.forName("IBM437"));
    }
  }

  public boolean isDirectory() {
    return rawName.endsWith("/");
  }

  boolean isEncrypted() {
    return (flags & (ENCRYPTED | STRONG_ENCRYPTION | MASKED_HEADERS)) != 0;
  }

  boolean hasDescriptor() {
    return (flags & DESCRIPTOR) != 0;
  }

  /** The file type bits of the Unix mode; 0 where there is none. */
  int unixType() {
    int system = madeBy >> 8;
    return system == UNIX || system == MACOS ? (int) (external >> 16) & 0xF000 : 0;
  }
}
