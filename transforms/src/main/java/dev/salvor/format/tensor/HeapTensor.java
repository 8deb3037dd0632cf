package dev.salvor.format.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A small tensor on the heap; {@code bytes} are little-endian and row-major. */
public final class HeapTensor implements TensorData {
  private final ElementType type;
  private final Shape shape;
  private final byte[] bytes;

  public HeapTensor(ElementType type, Shape shape, byte[] bytes) {
    if (shape.elements() * type.size() != bytes.length) {
      throw new IllegalArgumentException(bytes.length + " bytes for " + type + shape);
    }
    this.type = type;
    this.shape = shape;
    this.bytes = bytes;
  }

  public static HeapTensor floats(Shape shape, float... values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return new HeapTensor(ElementType.FLOAT32, shape, buffer.array());
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
  public void read(long first, ByteBuffer target) {
    target.put(bytes, Math.toIntExact(first * type.size()), target.remaining());
  }
}
