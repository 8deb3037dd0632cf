package dev.salvor.format.riegeli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** The data of a chunk, from one of its bytes to another. */
final class ChunkStream extends InputStream {
  private final Blocks blocks;
  private final long begin;
  private final long end;
  private long next;

  /**
   * @param begin where the chunk begins
   * @param from first byte of its data that is read
   * @param to byte before which it ends
   */
  ChunkStream(Blocks blocks, long begin, long from, long to) {
    this.blocks = blocks;
    this.begin = begin;
    this.next = ChunkHeader.SIZE + from;
    this.end = ChunkHeader.SIZE + to;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int count = (int) Math.min(length, end - next);
    if (count <= 0) {
      return -1;
    }
    blocks.read(begin, next, ByteBuffer.wrap(into, offset, count));
    next += count;
    return count;
  }
}
