package dev.salvor.format.pickle;

import java.io.InputStream;

/** A range of a {@link ByteSource} as a stream. */
final class RangeStream extends InputStream {
  private final ByteSource source;
  private final long end;
  private long at;

  RangeStream(ByteSource source, long offset, long length) {
    this.source = source;
    this.at = offset;
    this.end = offset + length;
  }

  @Override
  public int read() {
    return at < end ? source.at(at++) & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int start, int length) {
    if (length == 0) {
      return 0;
    }
    if (at >= end) {
      return -1;
    }
    int count = (int) Math.min(length, end - at);
    source.read(at, target, start, count);
    at += count;
    return count;
  }
}
