package dev.salvor.format.pickle;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;

/**
 * Decodes the body of a Python 2 string literal: {@code \n}, {@code \x41}, {@code \101} and the
 * rest of Python's reference, "String literals". An unknown escape stands for itself.
 */
final class EscapedStream extends DecodingStream {
  private static final int NONE = -2;

  private int pending = NONE;

  EscapedStream(RangeStream in) {
    super(in);
  }

  @Override
  int next() throws IOException {
    int next = take();
    return next == '\\' ? escape() : next;
  }

  private int take() {
    if (pending == NONE) {
      return in.read();
    }
    int next = pending;
    pending = NONE;
    return next;
  }

  private int escape() throws IOException {
    int kind = take();
    return switch (kind) {
      case '\n' -> next();
      case '\\', '\'', '"' -> kind;
      case 'a' -> 7;
      case 'b' -> 8;
      case 't' -> 9;
      case 'n' -> 10;
      case 'v' -> 11;
      case 'f' -> 12;
      case 'r' -> 13;
      case 'x' -> hex(2);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(kind - '0');
      case -1 -> throw new CharacterCodingException();
      default -> {
        pending = kind;
        yield '\\';
      }
    };
  }

  private int octal(int first) {
    int value = first;
    for (int i = 0; i < 2; i++) {
      int next = in.read();
      if (next < '0' || next > '7') {
        pending = next;
        break;
      }
      value = (value << 3) | (next - '0');
    }
    return value & 0xff;
  }
}
