package dev.salvor.format.tensor;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A fully or partly known shape of known rank; an unknown dimension is {@link #UNKNOWN}. */
public final class Shape implements Serializable {
  private static final long serialVersionUID = 1L;

  public static final long UNKNOWN = -1;
  public static final Shape SCALAR = new Shape();

  private final long[] dims;

  private Shape(long... dims) {
    this.dims = dims;
  }

  public static Shape of(long... dims) {
    for (long dim : dims) {
      if (dim < UNKNOWN) {
        throw new IllegalArgumentException("dimension " + dim);
      }
    }
    return new Shape(dims.clone());
  }

  public int rank() {
    return dims.length;
  }

  /** Dimension {@code axis}; negative axes count from the end. */
  public long dim(int axis) {
    return dims[axis < 0 ? axis + dims.length : axis];
  }

  public boolean known(int axis) {
    return dim(axis) != UNKNOWN;
  }

  public long[] dims() {
    return dims.clone();
  }

  public boolean fullyKnown() {
    return Arrays.stream(dims).noneMatch(dim -> dim == UNKNOWN);
  }

  /** Number of elements; {@link #UNKNOWN} where a dimension is; throws where it exceeds a long. */
  public long elements() {
    long product = 1;
    for (long dim : dims) {
      if (dim == UNKNOWN) {
        return UNKNOWN;
      }
      product = Math.multiplyExact(product, dim);
    }
    return product;
  }

  /** This shape with {@code axis} set to {@code dim}. */
  public Shape with(int axis, long dim) {
    long[] copy = dims.clone();
    copy[axis < 0 ? axis + dims.length : axis] = dim;
    return new Shape(copy);
  }

  /** Dimensions {@code from} (inclusive) to {@code to} (exclusive). */
  public Shape slice(int from, int to) {
    return new Shape(Arrays.copyOfRange(dims, from, to));
  }

  public Shape append(long... more) {
    long[] all = Arrays.copyOf(dims, dims.length + more.length);
    System.arraycopy(more, 0, all, dims.length, more.length);
    return new Shape(all);
  }

  public Shape concat(Shape other) {
    return append(other.dims);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  /** {@code (None, 28, 28, 1)}, as Keras prints it. */
  @Override
  public String toString() {
    return Arrays.stream(dims)
        .mapToObj(dim -> dim == UNKNOWN ? "None" : Long.toString(dim))
        .collect(Collectors.joining(", ", "(", dims.length == 1 ? ",)" : ")"));
  }
}
