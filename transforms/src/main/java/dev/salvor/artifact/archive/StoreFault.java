package dev.salvor.artifact.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The store or the disk failed. Decoders report damage as IOException too; this one tells the two
 * apart.
 */
final class StoreFault extends IOException {
  private static final long serialVersionUID = 1L;

  StoreFault(IOException cause) {
    super(cause);
  }

  /** A stream whose own failures are store faults. */
  static InputStream guard(InputStream in) {
    return new Guard(in);
  }

  private static final class Guard extends FilterInputStream {
    Guard(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      try {
        return super.read();
      } catch (IOException e) {
        throw new StoreFault(e);
      }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return super.read(bytes, offset, length);
      } catch (IOException e) {
        throw new StoreFault(e);
      }
    }
  }
}
