package dev.salvor.format.pickle;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;

/**
 * Decodes Python's raw-unicode-escape codec: Latin-1 in which {@code \}{@code uXXXX} and {@code
 * \UXXXXXXXX} after an odd number of backslashes stand for one character. Gives UTF-8, or one byte
 * a character.
 */
final class RawUnicodeStream extends DecodingStream {
  private static final int NONE = -2;

  private final boolean utf8;
  private int pending = NONE;
  private boolean literalBackslash;
  private final int[] queue = new int[3];
  private int queued;

  RawUnicodeStream(RangeStream in, boolean utf8) {
    super(in);
    this.utf8 = utf8;
  }

  @Override
  int next() throws IOException {
    if (queued > 0) {
      return queue[--queued];
    }
    int character = character();
    if (character < 0x80) {
      return character;
    }
    if (!utf8) {
      if (character > 0xff) {
        throw new CharacterCodingException();
      }
      return character;
    }
    return encode(character);
  }

  private int character() throws IOException {
    int next = pending == NONE ? in.read() : pending;
    pending = NONE;
    if (next != '\\' || literalBackslash) {
      literalBackslash = false;
      return next;
    }
    int kind = in.read();
    return switch (kind) {
      case 'u' -> hex(4);
      case 'U' -> {
        int value = hex(8);
        if (value < 0 || value > 0x10ffff) {
          throw new CharacterCodingException();
        }
        yield value;
      }
      default -> {
        pending = kind;
        literalBackslash = kind == '\\';
        yield '\\';
      }
    };
  }

  private int encode(int character) {
    int extra = character < 0x800 ? 1 : character < 0x10000 ? 2 : 3;
    int rest = character;
    for (int i = 0; i < extra; i++) {
      queue[queued++] = 0x80 | (rest & 0x3f);
      rest >>= 6;
    }
    return ((0xf00 >> (extra + 1)) & 0xff) | rest;
  }
}
