package dev.salvor.format.riegeli;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** A file in blocks of 64 KiB, each with a header that interrupts the chunks. */
final class Blocks {
  static final int BLOCK = 1 << 16;
  static final int HEADER = 24;
  private static final int USABLE = BLOCK - HEADER;

  private final FileChannel channel;
  private final long size;
  private final String name;

  Blocks(FileChannel channel, String name) throws IOException {
    this.channel = channel;
    this.size = channel.size();
    this.name = name;
  }

  long size() {
    return size;
  }

  /** Where {@code count} bytes of a chunk end that begin at {@code position}. */
  static long after(long position, long count) {
    long headers = (count + (position + USABLE - 1) % BLOCK) / USABLE;
    return position + count + headers * HEADER;
  }

  /** The next place where a chunk may begin: not in a block header, nor just after one. */
  static long boundary(long position) {
    long left = BLOCK - 1 - (position + BLOCK - 1) % BLOCK;
    return position + Math.max(0, left - (USABLE - 1));
  }

  /** Where the data byte {@code offset} of the chunk at {@code begin} lies. */
  static long at(long begin, long offset) {
    return after(begin, offset + 1) - 1;
  }

  /**
   * Fills {@code into} with data of the chunk at {@code begin}, from its data byte {@code offset};
   * block headers are left out.
   */
  void read(long begin, long offset, ByteBuffer into) throws IOException {
    long position = at(begin, offset);
    while (into.hasRemaining()) {
      if (position % BLOCK == 0) {
        position += HEADER;
      }
      int count = (int) Math.min(into.remaining(), BLOCK - position % BLOCK);
      ByteBuffer part = into.slice(into.position(), count);
      long from = position;
      while (part.hasRemaining()) {
        int read = channel.read(part, position);
        if (read < 0) {
          throw damaged(from, "the file ends in the middle of a chunk");
        }
        position += read;
      }
      into.position(into.position() + count);
    }
  }

  /** Checks the block headers that interrupt the chunk from {@code begin} to {@code end}. */
  void checkHeaders(long begin, long end) throws IOException {
    for (long at = (begin + BLOCK - 1) / BLOCK * BLOCK; at < end; at += BLOCK) {
      ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
      long position = at;
      while (header.hasRemaining()) {
        int read = channel.read(header, position);
        if (read < 0) {
          throw damaged(at, "the file ends in the header of a block");
        }
        position += read;
      }
      long hash = HighwayHash.of(header.flip().position(8));
      if (header.getLong(0) != hash) {
        throw damaged(
            at,
            "the header of a block has the hash %016x, which should be %016x",
            hash,
            header.getLong(0));
      }
      if (header.getLong(8) != at - begin || header.getLong(16) != end - at) {
        throw damaged(
            at,
            "the header of a block names a chunk of bytes %,d to %,d; there is one of %,d to %,d",
            at - header.getLong(8),
            at + header.getLong(16),
            begin,
            end);
      }
    }
  }

  ArtifactException damaged(long at, String message, Object... values) {
    return Finding.of(Rule.GRAPH_DAMAGED, Location.file(name).at(at), message, values).exception();
  }

  ArtifactException unsupported(long at, String message, Object... values) {
    return Finding.of(Rule.FILE_FORMAT_UNSUPPORTED, Location.file(name).at(at), message, values)
        .exception();
  }
}
