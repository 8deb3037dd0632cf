package dev.salvor.format.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;

/**
 * A tensor whose values lie in a file and are read when asked for. Values are little-endian and in
 * row-major order whatever the file holds. Implementations are safe for use by one thread at a
 * time.
 */
public interface TensorData {

  ElementType type();

  /** Always fully known. */
  Shape shape();

  /**
   * Fills {@code target} from element {@code first} on. {@code target.remaining()} is a multiple of
   * the element size and within the tensor.
   *
   * @throws UnsupportedOperationException for strings, see {@link StringTensor}
   */
  void read(long first, ByteBuffer target) throws IOException;

  /** Bytes of all elements; for strings unspecified. */
  default long byteSize() {
    return Math.multiplyExact(shape().elements(), type().size());
  }

  /** Streams all values through a buffer of a fixed size. */
  default void writeTo(WritableByteChannel out) throws IOException {
    int size = type().size();
    long elements = shape().elements();
    ByteBuffer buffer =
        ByteBuffer.allocate((int) Math.min(byteSize(), (long) (1 << 20) / size * size))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (long first = 0; first < elements; ) {
      buffer.clear();
      buffer.limit((int) Math.min(buffer.capacity(), (elements - first) * size));
      first += buffer.remaining() / size;
      read(first - buffer.remaining() / size, buffer);
      buffer.flip();
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
    }
  }
}
