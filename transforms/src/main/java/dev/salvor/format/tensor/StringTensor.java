package dev.salvor.format.tensor;

import java.nio.ByteBuffer;
import java.util.List;

/** A tensor of byte strings, held on the heap: vocabularies and small constants. */
public record StringTensor(Shape shape, List<byte[]> values) implements TensorData {

  public StringTensor {
    values = List.copyOf(values);
    if (shape.elements() != values.size()) {
      throw new IllegalArgumentException(values.size() + " strings for shape " + shape);
    }
  }

  @Override
  public ElementType type() {
    return ElementType.STRING;
  }

  @Override
  public void read(long first, ByteBuffer target) {
    throw new UnsupportedOperationException("strings have no fixed size; use values()");
  }
}
