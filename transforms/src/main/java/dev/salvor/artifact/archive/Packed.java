package dev.salvor.artifact.archive;

import dev.salvor.artifact.FileView;
import java.io.FilterInputStream;
import java.io.IOException;

/** The bytes of a compressed file on their way into a decoder: how many went, what is to come. */
final class Packed extends FilterInputStream {
  private final FileView file;
  private long count;

  Packed(FileView file) {
    super(StoreFault.guard(file.stream(0, file.size())));
    this.file = file;
  }

  /** How many were read so far. */
  long count() {
    return count;
  }

  /** Whether those that were not read yet only repeat themselves. */
  boolean restRepeats() throws StoreFault {
    try {
      return Repetition.in(file, count);
    } catch (IOException e) {
      throw new StoreFault(e);
    }
  }

  @Override
  public int read() throws IOException {
    int one = super.read();
    count += one < 0 ? 0 : 1;
    return one;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = super.read(bytes, offset, length);
    count += Math.max(0, read);
    return read;
  }

  @Override
  public long skip(long length) throws IOException {
    long skipped = super.skip(length);
    count += skipped;
    return skipped;
  }
}
