package dev.salvor.format.numpy;

import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.TensorData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Row-major values in memory, in either byte order. */
record BufferTensor(ElementType type, Shape shape, ByteBuffer values, ByteOrder order)
    implements TensorData {

  @Override
  public void read(long first, ByteBuffer target) {
    int start = target.position();
    int length = target.remaining();
    target.put(start, values, Math.toIntExact(first * type.size()), length);
    target.position(start + length);
    if (order == ByteOrder.BIG_ENDIAN) {
      swap(target, start, width());
    }
  }

  /** Bytes of a number; complex numbers are two. */
  private int width() {
    return type == ElementType.COMPLEX64 || type == ElementType.COMPLEX128
        ? type.size() / 2
        : type.size();
  }

  private static void swap(ByteBuffer target, int start, int width) {
    for (int item = start; item < target.position(); item += width) {
      for (int low = item, high = item + width - 1; low < high; low++, high--) {
        byte kept = target.get(low);
        target.put(low, target.get(high));
        target.put(high, kept);
      }
    }
  }
}
