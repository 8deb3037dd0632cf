package dev.salvor.format.pickle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;

/** A stream whose bytes are decoded one after the other from the stored form. */
abstract class DecodingStream extends InputStream {
  final RangeStream in;

  DecodingStream(RangeStream in) {
    this.in = in;
  }

  /** The next decoded byte, -1 at the end. */
  abstract int next() throws IOException;

  @Override
  public final int read() throws IOException {
    return next();
  }

  @Override
  public int read(byte[] target, int start, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int next = next();
      if (next < 0) {
        break;
      }
      target[start + done++] = (byte) next;
    }
    return done == 0 && length > 0 ? -1 : done;
  }

  /** The value of {@code digits} hexadecimal digits. */
  final int hex(int digits) throws IOException {
    int value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = Character.digit(in.read(), 16);
      if (digit < 0) {
        throw new CharacterCodingException();
      }
      value = (value << 4) | digit;
    }
    return value;
  }
}
