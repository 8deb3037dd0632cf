package dev.salvor.format.hdf5;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * The bytes of an HDF5 file, addressed as the file addresses itself: relative to its superblock.
 * Nothing is allocated before it is known that the bytes are there. Offsets in findings count from
 * the start of the file, or of the archive member that it is.
 */
final class FileBytes implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;
  private final long start;
  private final long size;
  private final long base;

  private FileBytes(Path file, FileChannel channel, long start, long size, long base) {
    this.file = file;
    this.channel = channel;
    this.start = start;
    this.size = size;
    this.base = base;
  }

  static FileBytes open(Path file, long start, long size) throws IOException {
    return new FileBytes(file, FileChannel.open(file, StandardOpenOption.READ), start, size, 0);
  }

  /** The same bytes with addresses that count from {@code base}; shares the open file. */
  FileBytes from(long base) {
    return new FileBytes(file, channel, start, size, base);
  }

  Path file() {
    return file;
  }

  /** Number of bytes from the base to the end. */
  long length() {
    return size - base;
  }

  /** Offset of {@code address} in the file on disk. */
  long position(long address) {
    return start + base + address;
  }

  boolean holds(long address, long length) {
    return address >= 0 && length >= 0 && address <= length() - length;
  }

  /**
   * Reads {@code length} bytes in little-endian order.
   *
   * @param what names the structure, for the finding where the bytes are not there
   */
  ByteBuffer read(long address, long length, String what) {
    if (!holds(address, length) || length > Integer.MAX_VALUE - 8) {
      throw damaged(
          Math.max(0, address),
          "the %s of %s bytes does not fit into the file's %d",
          what,
          Long.toUnsignedString(length),
          size);
    }
    ByteBuffer buffer = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
    long from = position(address);
    try {
      while (buffer.hasRemaining()) {
        int count = channel.read(buffer, from + buffer.position());
        if (count < 0) {
          throw new EOFException(file.getFileName() + " became shorter while it was read");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return buffer.flip();
  }

  /** As {@link #read}, and the first bytes are {@code signature}. The buffer stands behind it. */
  ByteBuffer read(long address, long length, String signature, String what) {
    ByteBuffer buffer = read(address, length, what);
    byte[] found = new byte[signature.length()];
    buffer.get(found);
    String text = new String(found, java.nio.charset.StandardCharsets.ISO_8859_1);
    if (!text.equals(signature)) {
      throw damaged(
          address,
          "the %s should begin with \"%s\" but holds %s",
          what,
          signature,
          SignatureDamage.hex(found));
    }
    return buffer;
  }

  /** {@code h5/damaged} at {@code address}; the message ends with the offset. */
  ArtifactException damaged(long address, String format, Object... values) {
    return finding(Rule.H5_DAMAGED, address, format, values);
  }

  ArtifactException finding(Rule rule, long address, String format, Object... values) {
    long offset = base + address;
    return Finding.of(
            rule,
            Location.offset(offset),
            String.format(Locale.ROOT, format, values) + " (at offset " + offset + ")")
        .exception();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
