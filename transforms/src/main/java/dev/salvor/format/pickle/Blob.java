package dev.salvor.format.pickle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of a string or bytes object: a range of the stream and how it is written there. Stays a
 * range however large it is.
 *
 * @param source the bytes of the stream
 * @param offset of the first stored byte
 * @param length stored bytes
 * @param encoding how they are stored
 */
public record Blob(ByteSource source, long offset, long length, Encoding encoding) {

  /** How a pickle stores the content of a string. */
  public enum Encoding {
    /** As it is. */
    PLAIN,
    /** With the escapes of a Python 2 string literal (opcode STRING). */
    ESCAPED,
    /** Text as UTF-8, surrogates included (BINUNICODE and its kin). */
    UTF8,
    /** Text as Latin-1 with {@code \}{@code uXXXX} escapes (UNICODE, protocol 0). */
    RAW_UNICODE,
    /** Bytes written as text, one character a byte, stored as UTF-8: protocols 1 and 2. */
    UTF8_AS_LATIN1,
    /** Bytes written as text, one character a byte, with escapes: protocol 0. */
    RAW_UNICODE_AS_LATIN1
  }

  public static Blob of(byte[] bytes) {
    return new Blob(ByteSource.of(bytes), 0, bytes.length, Encoding.PLAIN);
  }

  /** Whether the stored bytes are the content. */
  public boolean plain() {
    return encoding == Encoding.PLAIN || encoding == Encoding.UTF8;
  }

  /** The same text as bytes, one a character: what {@code _codecs.encode(text, 'latin1')} gives. */
  public Blob asLatin1() {
    return switch (encoding) {
      case UTF8, UTF8_AS_LATIN1 -> new Blob(source, offset, length, Encoding.UTF8_AS_LATIN1);
      case RAW_UNICODE, RAW_UNICODE_AS_LATIN1 ->
          new Blob(source, offset, length, Encoding.RAW_UNICODE_AS_LATIN1);
      case PLAIN, ESCAPED -> this;
    };
  }

  /**
   * The content, decoded while it is read. Reading throws a {@link CharacterCodingException} where
   * the stored form is malformed or a character does not fit into a byte.
   */
  public InputStream open() {
    RangeStream range = new RangeStream(source, offset, length);
    return switch (encoding) {
      case PLAIN, UTF8 -> range;
      case ESCAPED -> new EscapedStream(range);
      case RAW_UNICODE -> new RawUnicodeStream(range, true);
      case RAW_UNICODE_AS_LATIN1 -> new RawUnicodeStream(range, false);
      case UTF8_AS_LATIN1 -> new NarrowingStream(range);
    };
  }

  /** The first bytes of the content, at most {@code count}; as far as they can be decoded. */
  public byte[] head(int count) {
    byte[] head = new byte[count];
    int done = 0;
    try (InputStream in = open()) {
      for (int more; done < count && (more = in.read(head, done, count - done)) > 0; ) {
        done += more;
      }
    } catch (IOException e) {
      // The readable part is what was asked for.
    }
    return Arrays.copyOf(head, done);
  }

  /** Bytes of the content. */
  public long contentLength() throws IOException {
    if (plain()) {
      return length;
    }
    long count = 0;
    byte[] buffer = new byte[1 << 14];
    try (InputStream in = open()) {
      for (int more; (more = in.read(buffer)) > 0; ) {
        count += more;
      }
    }
    return count;
  }

  /** Writes the content. */
  public void writeTo(OutputStream out) throws IOException {
    try (InputStream in = open()) {
      in.transferTo(out);
    }
  }

  /** The whole content; for short ones only. */
  public byte[] bytes() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream((int) Math.min(length, 1 << 20));
    writeTo(out);
    return out.toByteArray();
  }

  /**
   * The content as text, cut after {@code limit} bytes. Text is UTF-8; bytes of a Python 2 string
   * are read as UTF-8 where they are, else as Latin-1.
   */
  public String text(int limit) {
    byte[] bytes = head((int) Math.min(limit, Math.max(length, 1)));
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(
          bytes,
          encoding == Encoding.UTF8 || encoding == Encoding.RAW_UNICODE
              ? StandardCharsets.UTF_8
              : StandardCharsets.ISO_8859_1);
    }
  }
}
