package dev.salvor.format.hdf5;

import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.TensorData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A tensor that lies in chunks; {@code order} is that of the file. */
record ChunkedTensor(ElementType type, Shape shape, ByteOrder order, ChunkReader chunks)
    implements TensorData {

  @Override
  public void read(long first, ByteBuffer target) {
    if (order == ByteOrder.LITTLE_ENDIAN) {
      chunks.read(first, target);
      return;
    }
    ByteBuffer stored = ByteBuffer.allocate(target.remaining());
    chunks.read(first, stored);
    target.put(Numbers.littleEndian(stored.array(), type, order));
  }
}
