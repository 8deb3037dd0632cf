package dev.salvor.artifact.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A decoder's stream. At damaged bytes some decoders fail with a runtime exception (an index out of
 * bounds, an illegal argument); here that is an IOException as with the others.
 */
final class Decoding extends FilterInputStream {

  @FunctionalInterface
  interface Opening {
    InputStream open() throws IOException;
  }

  private Decoding(InputStream decoder) {
    super(decoder);
  }

  static InputStream of(Opening decoder) throws IOException {
    try {
      return new Decoding(decoder.open());
    } catch (RuntimeException e) {
      throw damaged(e);
    }
  }

  @Override
  public int read() throws IOException {
    try {
      return super.read();
    } catch (RuntimeException e) {
      throw damaged(e);
    }
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      return super.read(bytes, offset, length);
    } catch (RuntimeException e) {
      throw damaged(e);
    }
  }

  private static IOException damaged(RuntimeException e) {
    return new IOException(
        e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage(), e);
  }
}
