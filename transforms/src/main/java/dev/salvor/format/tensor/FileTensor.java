package dev.salvor.format.tensor;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A tensor that lies in one piece in a file. The file is mapped in windows when it is read, so that
 * views may jump about in it; nothing is kept open between reads of different windows.
 */
public final class FileTensor implements TensorData {
  private static final long WINDOW = 1L << 28;
  private static final int TRANSFER = 1 << 20;

  private final Path file;
  private final long offset;
  private final ElementType type;
  private final Shape shape;
  private final ByteOrder order;
  private ByteBuffer window = ByteBuffer.allocate(0);
  private long windowStart;

  /**
   * @param offset byte offset of the first element
   * @param order byte order in the file; complex numbers are swapped by component
   */
  public FileTensor(Path file, long offset, ElementType type, Shape shape, ByteOrder order) {
    this.file = file;
    this.offset = offset;
    this.type = type;
    this.shape = shape;
    this.order = order;
  }

  @Override
  public ElementType type() {
    return type;
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public void read(long first, ByteBuffer target) throws IOException {
    int start = target.position();
    long at = first * type.size();
    while (target.hasRemaining()) {
      ByteBuffer from = windowAt(at);
      int count = Math.min(from.remaining(), target.remaining());
      from.limit(from.position() + count);
      target.put(from);
      at += count;
    }
    if (order == ByteOrder.BIG_ENDIAN) {
      swap(target, start);
    }
  }

  /** Read straight into the buffer that is written: a map would cost a fault for every page. */
  @Override
  public void writeTo(WritableByteChannel out) throws IOException {
    ByteBuffer buffer =
        ByteBuffer.allocateDirect((int) Math.min(byteSize(), TRANSFER)).order(order);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (long at = 0; at < byteSize(); at += buffer.limit()) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), byteSize() - at));
        while (buffer.hasRemaining()) {
          if (channel.read(buffer, offset + at + buffer.position()) < 0) {
            throw endsBeforeTensor(channel.size());
          }
        }
        if (order == ByteOrder.BIG_ENDIAN) {
          swap(buffer, 0);
        }
        buffer.flip();
        while (buffer.hasRemaining()) {
          out.write(buffer);
        }
      }
    }
  }

  private EOFException endsBeforeTensor(long size) {
    return new EOFException(
        file.getFileName() + " ends at byte " + size + ", before the tensor does");
  }

  private ByteBuffer windowAt(long at) throws IOException {
    if (at < windowStart || at >= windowStart + window.capacity()) {
      long start = at / WINDOW * WINDOW;
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        long length = Math.min(WINDOW, byteSize() - start);
        if (offset + start + length > channel.size()) {
          throw endsBeforeTensor(channel.size());
        }
        MappedByteBuffer mapped =
            channel.map(FileChannel.MapMode.READ_ONLY, offset + start, length);
        window = mapped;
        windowStart = start;
      }
    }
    return window.duplicate().position((int) (at - windowStart));
  }

  private void swap(ByteBuffer target, int start) {
    int width =
        type == ElementType.COMPLEX64 || type == ElementType.COMPLEX128
            ? type.size() / 2
            : type.size();
    for (int item = start; item < target.position(); item += width) {
      for (int low = item, high = item + width - 1; low < high; low++, high--) {
        byte kept = target.get(low);
        target.put(low, target.get(high));
        target.put(high, kept);
      }
    }
  }
}
