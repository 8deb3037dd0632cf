package dev.salvor.format.pickle;

/**
 * Whether the stored form of a string can be decoded at all: where it cannot, every reader ends
 * with an error there. Looks at each byte once and keeps nothing.
 */
final class TextCheck {
  private static final int CHUNK = 1 << 13;
  private static final int SHORT = 48;

  private final ByteSource source;
  private final long end;
  private final byte[] buffer;
  private long next;
  private int at;
  private int filled;

  private TextCheck(Blob blob) {
    this.source = blob.source();
    this.next = blob.offset();
    this.end = blob.offset() + blob.length();
    this.buffer = new byte[(int) Math.min(blob.length(), CHUNK)];
  }

  static boolean decodable(Blob blob) {
    return plain(blob) || checked(blob);
  }

  /** Names and words: short, ASCII and without a backslash. */
  private static boolean plain(Blob blob) {
    if (blob.length() > SHORT) {
      return false;
    }
    ByteSource source = blob.source();
    long end = blob.offset() + blob.length();
    for (long i = blob.offset(); i < end; i++) {
      byte value = source.at(i);
      if (value < 0 || value == '\\') {
        return false;
      }
    }
    return true;
  }

  private static boolean checked(Blob blob) {
    return switch (blob.encoding()) {
      case PLAIN -> true;
      case UTF8, UTF8_AS_LATIN1 -> new TextCheck(blob).utf8();
      case RAW_UNICODE, RAW_UNICODE_AS_LATIN1 -> new TextCheck(blob).rawUnicode();
      case ESCAPED -> new TextCheck(blob).escaped();
    };
  }

  private int read() {
    if (at == filled) {
      if (next == end) {
        return -1;
      }
      filled = (int) Math.min(buffer.length, end - next);
      source.read(next, buffer, 0, filled);
      next += filled;
      at = 0;
    }
    return buffer[at++] & 0xff;
  }

  /** UTF-8 with surrogates, as Python writes and reads it with 'surrogatepass'. */
  private boolean utf8() {
    for (int first; (first = beyondAscii()) >= 0; ) {
      int more = first < 0xc2 ? -1 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf5 ? 3 : -1;
      if (more < 0) {
        return false;
      }
      int second = read();
      int low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
      int high = first == 0xf4 ? 0x8f : 0xbf;
      if (second < low || second > high) {
        return false;
      }
      for (int i = 1; i < more; i++) {
        int following = read();
        if (following < 0x80 || following > 0xbf) {
          return false;
        }
      }
    }
    return true;
  }

  /** Passes over ASCII and whole characters of two bytes; the byte behind them. */
  private int beyondAscii() {
    while (true) {
      int i = at;
      int limit = filled - 1;
      while (i < limit) {
        byte value = buffer[i];
        if (value >= 0) {
          i++;
        } else if (value >= (byte) 0xc2 && value < (byte) 0xe0 && buffer[i + 1] < (byte) 0xc0) {
          i += 2;
        } else {
          break;
        }
      }
      at = i;
      int next = read();
      if (next < 0 || next >= 0x80) {
        return next;
      }
    }
  }

  /** Python's raw-unicode-escape: only {@code \}{@code u} and {@code \U} are escapes. */
  private boolean rawUnicode() {
    for (int first; (first = read()) >= 0; ) {
      if (first != '\\') {
        continue;
      }
      int kind = read();
      if (kind == 'u' && hex(4) < 0) {
        return false;
      } else if (kind == 'U') {
        long value = hex(8);
        if (value < 0 || value > 0x10ffff) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean escaped() {
    for (int first; (first = read()) >= 0; ) {
      if (first == '\\') {
        int kind = read();
        if (kind < 0 || (kind == 'x' && hex(2) < 0)) {
          return false;
        }
      }
    }
    return true;
  }

  private long hex(int digits) {
    long value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = Character.digit(read(), 16);
      if (digit < 0) {
        return -1;
      }
      value = (value << 4) | digit;
    }
    return value;
  }
}
