package dev.salvor.format.numpy;

import dev.salvor.finding.ArtifactException;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.FileTensor;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.format.tensor.TensorViews;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Arrays in NumPy's {@code .npy} format, all element types that a tensor can hold, in either byte
 * order and either memory order. Numbers are read lazily, strings at once.
 */
public final class NpyFile {
  private NpyFile() {}

  /** Whether {@code start}, the first bytes of a file, are those of an array file. */
  public static boolean matches(ByteBuffer start) {
    return NpyHeader.matches(start);
  }

  /** The array in {@code file}. */
  public static TensorData open(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return open(file, channel, 0, channel.size());
    }
  }

  /**
   * The array in {@code length} bytes of {@code file} from {@code offset} on.
   *
   * @throws ArtifactException where it is damaged, of Python objects, or of a type without tensor
   */
  public static TensorData open(Path file, long offset, long length) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return open(file, channel, offset, Math.min(length, channel.size() - offset));
    }
  }

  private static TensorData open(Path file, FileChannel channel, long offset, long length)
      throws IOException {
    ByteBuffer prefix = read(channel, offset, Math.min(NpyHeader.PREFIX, length));
    int headerLength = NpyHeader.lengthOf(prefix);
    NpyHeader header = NpyHeader.parse(read(channel, offset, Math.min(headerLength, length)));
    long available = length - header.length();
    long elements = header.elements(available);
    long start = offset + header.length();
    if (header.type().element().isEmpty()) {
      NpyStrings.checkSize(elements, header.type());
      return NpyStrings.decode(read(channel, start, elements * header.type().width()), header);
    }
    ElementType type = header.type().element().get();
    return ordered(
        new FileTensor(file, start, type, stored(header), header.type().order()), header);
  }

  /** The array in {@code bytes}, which are kept: an array file that lies in memory. */
  public static TensorData of(ByteBuffer bytes) {
    NpyHeader header = NpyHeader.parse(bytes);
    int elements = (int) header.elements(bytes.remaining() - header.length());
    if (header.type().element().isEmpty()) {
      NpyStrings.checkSize(header.shape().elements(), header.type());
      return NpyStrings.decode(
          bytes.slice(bytes.position() + header.length(), elements * header.type().width()),
          header);
    }
    ElementType type = header.type().element().get();
    ByteBuffer values = bytes.slice(bytes.position() + header.length(), elements * type.size());
    return ordered(new BufferTensor(type, stored(header), values, header.type().order()), header);
  }

  /** The shape in the order of memory: row-major. */
  private static Shape stored(NpyHeader header) {
    long[] dims = header.shape().dims();
    if (header.fortran()) {
      for (int low = 0, high = dims.length - 1; low < high; low++, high--) {
        long kept = dims[low];
        dims[low] = dims[high];
        dims[high] = kept;
      }
    }
    return Shape.of(dims);
  }

  private static TensorData ordered(TensorData stored, NpyHeader header) {
    int rank = header.shape().rank();
    if (!header.fortran() || rank < 2) {
      return stored;
    }
    int[] reversed = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      reversed[axis] = rank - 1 - axis;
    }
    return TensorViews.transpose(stored, reversed);
  }

  private static ByteBuffer read(FileChannel channel, long offset, long length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(length));
    while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) >= 0) {}
    return buffer.flip();
  }
}
