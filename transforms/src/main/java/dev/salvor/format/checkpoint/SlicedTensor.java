package dev.salvor.format.checkpoint;

import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.TensorData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** A partitioned tensor, read from the boxes it was saved in. */
final class SlicedTensor implements TensorData {
  private final ElementType type;
  private final Shape shape;
  private final List<Part> parts;
  private int last;

  /** A box of the tensor: its place is the slice's, its size the shape of its data. */
  static final class Part {
    private final long[] starts;
    private final TensorData data;

    Part(TensorSlice slice, TensorData data) {
      this.starts = slice.starts();
      this.data = data;
    }

    boolean holds(long[] at) {
      for (int axis = 0; axis < at.length; axis++) {
        long within = at[axis] - starts[axis];
        if (within < 0 || within >= data.shape().dim(axis)) {
          return false;
        }
      }
      return true;
    }

    boolean meets(Part other) {
      for (int axis = 0; axis < starts.length; axis++) {
        if (starts[axis] >= other.starts[axis] + other.data.shape().dim(axis)
            || other.starts[axis] >= starts[axis] + data.shape().dim(axis)) {
          return false;
        }
      }
      return true;
    }
  }

  private SlicedTensor(ElementType type, Shape shape, List<Part> parts) {
    this.type = type;
    this.shape = shape;
    this.parts = parts;
  }

  /**
   * @throws IllegalArgumentException where the parts do not cover the tensor, each element once
   */
  static SlicedTensor of(ElementType type, Shape shape, List<Part> parts) {
    List<Part> filled = parts.stream().filter(part -> part.data.shape().elements() > 0).toList();
    long sum = filled.stream().mapToLong(part -> part.data.shape().elements()).sum();
    if (sum != shape.elements()) {
      throw new IllegalArgumentException(
          "its slices hold " + sum + " of " + shape.elements() + " elements");
    }
    // Boxes that are disjoint and hold as much as the whole cover it.
    for (int one = 0; one < filled.size(); one++) {
      for (int other = one + 1; other < filled.size(); other++) {
        if (filled.get(one).meets(filled.get(other))) {
          throw new IllegalArgumentException("its slices overlap");
        }
      }
    }
    return new SlicedTensor(type, shape, filled);
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
    int end = target.limit();
    long at = first;
    while (target.position() < end) {
      long[] coordinates = coordinates(at);
      Part part = partAt(coordinates);
      Shape box = part.data.shape();
      // Dimensions behind the last one that the box does not take whole lie in one piece.
      int axis = shape.rank() - 1;
      long inner = 1;
      while (axis > 0 && box.dim(axis) == shape.dim(axis)) {
        inner *= shape.dim(axis--);
      }
      long offset = 0;
      for (int i = 0; i < shape.rank(); i++) {
        offset = offset * box.dim(i) + coordinates[i] - part.starts[i];
      }
      long rest = shape.rank() == 0 ? 1 : box.dim(axis) * inner - offset % (box.dim(axis) * inner);
      long run = Math.min(rest, (end - target.position()) / type.size());
      target.limit(target.position() + (int) (run * type.size()));
      part.data.read(offset, target);
      at += run;
    }
    target.limit(end);
  }

  private long[] coordinates(long element) {
    long[] at = new long[shape.rank()];
    long rest = element;
    for (int axis = at.length - 1; axis >= 0; axis--) {
      at[axis] = rest % shape.dim(axis);
      rest /= shape.dim(axis);
    }
    return at;
  }

  private Part partAt(long[] coordinates) {
    for (int tried = 0; tried < parts.size(); tried++) {
      Part part = parts.get(last);
      if (part.holds(coordinates)) {
        return part;
      }
      last = (last + 1) % parts.size();
    }
    throw new IllegalStateException("covered when it was made");
  }
}
