package dev.salvor.format.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Views of tensors in another layout: transposed, flipped, sliced, joined, reshaped. Values are
 * moved while they are read; nothing is copied before.
 */
public final class TensorViews {
  private TensorViews() {}

  /** Dimension i of the result is dimension {@code permutation[i]} of {@code data}. */
  public static TensorData transpose(TensorData data, int... permutation) {
    Shape shape = data.shape();
    long[] strides = strides(shape);
    long[] dims = new long[permutation.length];
    long[] moved = new long[permutation.length];
    for (int axis = 0; axis < permutation.length; axis++) {
      dims[axis] = shape.dim(permutation[axis]);
      moved[axis] = strides[permutation[axis]];
    }
    return new Strided(data, Shape.of(dims), 0, moved);
  }

  /** Reverses the order along {@code axes}. */
  public static TensorData flip(TensorData data, int... axes) {
    long[] strides = strides(data.shape());
    long start = 0;
    for (int axis : axes) {
      start += strides[axis] * (data.shape().dim(axis) - 1);
      strides[axis] = -strides[axis];
    }
    return new Strided(data, data.shape(), start, strides);
  }

  /** Elements {@code from} (inclusive) to {@code to} (exclusive) along {@code axis}. */
  public static TensorData slice(TensorData data, int axis, long from, long to) {
    long[] strides = strides(data.shape());
    return new Strided(data, data.shape().with(axis, to - from), from * strides[axis], strides);
  }

  /** The same values in row-major order under another shape. */
  public static TensorData reshape(TensorData data, Shape shape) {
    if (shape.elements() != data.shape().elements()) {
      throw new IllegalArgumentException(data.shape() + " cannot become " + shape);
    }
    return new Reshaped(data, shape);
  }

  /** The parts one after the other along {@code axis}; all other dimensions are equal. */
  public static TensorData concat(List<TensorData> parts, int axis) {
    long sum = parts.stream().mapToLong(part -> part.shape().dim(axis)).sum();
    return new Joined(List.copyOf(parts), axis, parts.get(0).shape().with(axis, sum));
  }

  private static long[] strides(Shape shape) {
    long[] strides = new long[shape.rank()];
    long stride = 1;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= shape.dim(axis);
    }
    return strides;
  }

  private record Reshaped(TensorData data, Shape shape) implements TensorData {
    @Override
    public ElementType type() {
      return data.type();
    }

    @Override
    public void read(long first, ByteBuffer target) throws IOException {
      data.read(first, target);
    }
  }

  private record Strided(TensorData data, Shape shape, long start, long[] strides)
      implements TensorData {
    @Override
    public ElementType type() {
      return data.type();
    }

    @Override
    public void read(long first, ByteBuffer target) throws IOException {
      int size = type().size();
      long count = target.remaining() / size;
      int last = shape.rank() - 1;
      int end = target.limit();
      long done = 0;
      while (done < count) {
        long run =
            last < 0 || strides[last] != 1 ? 1 : shape.dim(last) - (first + done) % shape.dim(last);
        run = Math.min(run, count - done);
        target.limit(target.position() + (int) (run * size));
        data.read(source(first + done), target);
        done += run;
      }
      target.limit(end);
    }

    private long source(long element) {
      long at = start;
      long rest = element;
      for (int axis = shape.rank() - 1; axis >= 0; axis--) {
        at += rest % shape.dim(axis) * strides[axis];
        rest /= shape.dim(axis);
      }
      return at;
    }
  }

  private record Joined(List<TensorData> parts, int axis, Shape shape) implements TensorData {
    @Override
    public ElementType type() {
      return parts.get(0).type();
    }

    @Override
    public void read(long first, ByteBuffer target) throws IOException {
      int size = type().size();
      long inner = 1;
      for (int i = axis + 1; i < shape.rank(); i++) {
        inner *= shape.dim(i);
      }
      int end = target.limit();
      long at = first;
      while (target.position() < end) {
        long row = at / (inner * shape.dim(axis));
        long within = at % (inner * shape.dim(axis));
        int index = 0;
        while (within >= inner * parts.get(index).shape().dim(axis)) {
          within -= inner * parts.get(index).shape().dim(axis);
          index++;
        }
        long width = inner * parts.get(index).shape().dim(axis);
        long run = Math.min(width - within, (end - target.position()) / size);
        target.limit(target.position() + (int) (run * size));
        parts.get(index).read(row * width + within, target);
        at += run;
      }
      target.limit(end);
    }
  }
}
