package dev.salvor.format.pickle;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;

/** Decodes UTF-8 text whose characters stand for bytes: U+0000 to U+00FF only. */
final class NarrowingStream extends DecodingStream {

  NarrowingStream(RangeStream in) {
    super(in);
  }

  @Override
  int next() throws IOException {
    int first = in.read();
    if (first < 0x80) {
      return first;
    }
    int second = in.read();
    if ((first != 0xc2 && first != 0xc3) || second < 0x80 || second > 0xbf) {
      throw new CharacterCodingException();
    }
    return ((first & 3) << 6) | (second & 0x3f);
  }
}
