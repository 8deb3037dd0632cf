package dev.salvor.format.pickle;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Bytes with random access: a file, a part of one, or a short array. Files are mapped in windows;
 * nothing stays open. For use by one thread at a time.
 */
public final class ByteSource {
  private static final long WINDOW = 1L << 28;

  private final @Nullable Path file;
  private final long base;
  private final long size;
  private ByteBuffer window;
  private long windowStart;

  private ByteSource(@Nullable Path file, long base, long size, ByteBuffer window) {
    this.file = file;
    this.base = base;
    this.size = size;
    this.window = window;
  }

  public static ByteSource of(Path file) throws IOException {
    return new ByteSource(file, 0, Files.size(file), ByteBuffer.allocate(0));
  }

  public static ByteSource of(byte[] bytes) {
    return new ByteSource(null, 0, bytes.length, ByteBuffer.wrap(bytes).asReadOnlyBuffer());
  }

  /** The part from {@code offset} on, {@code length} bytes long; shares the bytes. */
  public ByteSource part(long offset, long length) {
    if (offset < 0 || length < 0 || offset > size - length) {
      throw new IndexOutOfBoundsException(offset + "+" + length + " of " + size);
    }
    return file == null
        ? new ByteSource(null, 0, length, window.slice((int) offset, (int) length))
        : new ByteSource(file, base + offset, length, ByteBuffer.allocate(0));
  }

  public long size() {
    return size;
  }

  /** The file that holds the bytes; null where they are in memory. */
  public @Nullable Path file() {
    return file;
  }

  /** Offset of the first byte in {@link #file}. */
  public long base() {
    return base;
  }

  /** The byte at {@code offset}, which is within the size. */
  public byte at(long offset) {
    long index = offset - windowStart;
    return index >= 0 && index < window.limit() ? window.get((int) index) : remap(offset);
  }

  private byte remap(long offset) {
    mapWindow(offset);
    return window.get((int) (offset - windowStart));
  }

  /** Copies bytes from {@code offset} on into {@code target}; the range is within the size. */
  public void read(long offset, byte[] target, int start, int length) {
    int done = 0;
    while (done < length) {
      long index = offset + done - windowStart;
      if (index < 0 || index >= window.limit()) {
        mapWindow(offset + done);
        index = offset + done - windowStart;
      }
      int count = (int) Math.min(length - done, window.limit() - index);
      window.get((int) index, target, start + done, count);
      done += count;
    }
  }

  private void mapWindow(long offset) {
    Path path = file;
    if (path == null || offset < 0 || offset >= size) {
      throw new IndexOutOfBoundsException(offset + " of " + size);
    }
    long start = offset / WINDOW * WINDOW;
    long length = Math.min(WINDOW, size - start);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      if (base + start + length > channel.size()) {
        throw new EOFException(path.getFileName() + " became shorter while it was read");
      }
      window = channel.map(FileChannel.MapMode.READ_ONLY, base + start, length);
      windowStart = start;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
