package dev.salvor.artifact;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Random access to a local file; every read is bounded by what the file holds. */
public final class FileView implements Closeable {

  /** As many bytes of the start as are kept at hand. */
  public static final int HEAD_BYTES = 64 * 1024;

  private final FileChannel channel;
  private final long size;
  private final byte[] head;

  private FileView(FileChannel channel) throws IOException {
    this.channel = channel;
    this.size = channel.size();
    this.head = read(0, HEAD_BYTES);
  }

  public static FileView open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new FileView(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  public long size() {
    return size;
  }

  /** The first {@link #HEAD_BYTES} bytes, or all where there are fewer. Not to be changed. */
  public byte[] head() {
    return head;
  }

  /** Whether the file continues beyond {@link #head()}. */
  public boolean headIsAll() {
    return head.length == size;
  }

  /** Up to {@code length} bytes from {@code offset}; fewer at the end of the file. */
  public byte[] read(long offset, int length) throws IOException {
    if (offset < 0 || offset >= size || length <= 0) {
      return new byte[0];
    }
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(length, size - offset));
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, offset + buffer.position()) < 0) {
        break;
      }
    }
    return buffer.hasRemaining()
        ? Arrays.copyOf(buffer.array(), buffer.position())
        : buffer.array();
  }

  /** {@link #read} as a little-endian buffer. */
  public ByteBuffer buffer(long offset, int length) throws IOException {
    return ByteBuffer.wrap(read(offset, length)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Streams {@code length} bytes from {@code offset}, or as many as there are. */
  public InputStream stream(long offset, long length) {
    return new Section(offset, Math.min(length, Math.max(0, size - offset)));
  }

  private final class Section extends InputStream {
    private long at;
    private long left;

    Section(long at, long left) {
      this.at = at;
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      if (left <= 0) {
        return -1;
      }
      int n = channel.read(ByteBuffer.wrap(bytes, from, (int) Math.min(length, left)), at);
      at += Math.max(n, 0);
      left = n < 0 ? 0 : left - n;
      return n;
    }

    @Override
    public long skip(long count) {
      long skipped = Math.max(0, Math.min(count, left));
      at += skipped;
      left -= skipped;
      return skipped;
    }
  }

  /** Whether {@code magic} stands at {@code offset}. */
  public boolean has(long offset, byte... magic) throws IOException {
    if (offset >= 0 && offset + magic.length <= head.length) {
      int at = (int) offset;
      return Arrays.equals(head, at, at + magic.length, magic, 0, magic.length);
    }
    return offset >= 0
        && offset + magic.length <= size
        && Arrays.equals(read(offset, magic.length), magic);
  }

  /** Whether the ASCII text {@code magic} stands at {@code offset}. */
  public boolean has(long offset, String magic) throws IOException {
    return has(offset, magic.getBytes(ISO_8859_1));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
