package dev.salvor.format.kerasarchive;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The bytes of a zip; none is allocated before it is known to be there. */
final class ZipBytes implements AutoCloseable {
  private final FileChannel channel;
  private final long length;

  private ZipBytes(FileChannel channel, long length) {
    this.channel = channel;
    this.length = length;
  }

  static ZipBytes open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    return new ZipBytes(channel, channel.size());
  }

  long length() {
    return length;
  }

  /** Reads {@code count} bytes from {@code offset} on in little-endian order. */
  ByteBuffer read(long offset, int count, String what) throws IOException {
    if (offset < 0 || count < 0 || offset > length - count) {
      throw damaged(
          Math.max(0, offset),
          "the " + what + " does not fit into the archive's " + length + " bytes");
    }
    ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    read(offset, buffer);
    return buffer.flip();
  }

  /** Fills {@code buffer}; the bytes are there. */
  void read(long offset, ByteBuffer buffer) throws IOException {
    long start = offset - buffer.position();
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, start + buffer.position()) < 0) {
        throw new EOFException("the archive became shorter while it was read");
      }
    }
  }

  ArtifactException damaged(long offset, String message) {
    return finding(Rule.ARCHIVE_DAMAGED, offset, message);
  }

  ArtifactException finding(Rule rule, long offset, String message) {
    return Finding.of(rule, Location.offset(offset), message + " (at offset " + offset + ")")
        .exception();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
