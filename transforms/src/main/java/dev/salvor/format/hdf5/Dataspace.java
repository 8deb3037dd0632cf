package dev.salvor.format.hdf5;

import dev.salvor.format.tensor.Shape;
import java.nio.ByteBuffer;

/**
 * A dataspace message, versions 1 and 2 (IV.A.2.b).
 *
 * @param empty a null dataspace, which holds no element and has no shape
 * @param shape fully known
 */
record Dataspace(boolean empty, Shape shape) {
  private static final int MAX_RANK = 32;

  static Dataspace read(FileBytes bytes, Widths widths, Message message) {
    return new Parsing(bytes, message.address(), "dataspace")
        .of(message.body(), body -> parse(bytes, widths, message.address(), body));
  }

  private static Dataspace parse(FileBytes bytes, Widths widths, long address, ByteBuffer body) {
    int version = body.get();
    int rank = Byte.toUnsignedInt(body.get());
    body.get();
    int type = body.get();
    if (version < 1 || version > 2 || rank > MAX_RANK) {
      throw bytes.damaged(
          address, "a dataspace has version %d and %d dimensions", version & 0xFF, rank);
    }
    if (version == 1) {
      body.getInt();
    }
    long[] dims = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      dims[axis] = widths.length(body);
    }
    Shape shape = Shape.of(dims);
    if (!shape.fullyKnown()) {
      throw bytes.damaged(address, "a dataspace has an unlimited size");
    }
    shape.elements();
    return new Dataspace(version == 2 && type == 2, shape);
  }

  /** Number of elements, 0 for a null dataspace. */
  long elements() {
    return empty ? 0 : shape.elements();
  }
}
