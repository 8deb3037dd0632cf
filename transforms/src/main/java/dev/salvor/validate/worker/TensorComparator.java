package dev.salvor.validate.worker;

import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.StringTensor;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.validate.Comparison;
import dev.salvor.validate.Tolerance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Compares one output with what was recorded of it, chunk by chunk, in float64. What was recorded
 * as whole numbers, booleans or strings must be equal; NaN and infinities must coincide.
 */
final class TensorComparator {
  private static final int CHUNK = 8192;

  private final String signature;
  private final String name;
  private final TensorData expected;
  private final TensorData actual;

  TensorComparator(String signature, String name, TensorData expected, TensorData actual) {
    this.signature = signature;
    this.name = name;
    this.expected = expected;
    this.actual = actual;
  }

  /** Whether shapes agree and both or neither are strings. */
  boolean comparable() {
    return expected.shape().equals(actual.shape())
        && (expected.type() == ElementType.STRING) == (actual.type() == ElementType.STRING);
  }

  Comparison compare(Tolerance tolerance) throws IOException {
    if (!comparable()) {
      long elements = expected.shape().elements();
      return new Comparison(
          signature, name, elements, 0, 0, tolerance.atol(), tolerance.rtol(), elements, -1, false);
    }
    if (expected instanceof StringTensor text && actual instanceof StringTensor other) {
      return strings(text, other);
    }
    return Elements.whole(expected.type())
        ? numbers(Tolerance.EXACT)
        : numbers(tolerance.at(scale()));
  }

  private Comparison strings(StringTensor text, StringTensor other) {
    Tally tally = new Tally(Tolerance.EXACT);
    for (int i = 0; i < text.values().size(); i++) {
      tally.exact(Arrays.equals(text.values().get(i), other.values().get(i)), 0, 0);
    }
    return tally.comparison(signature, name);
  }

  private Comparison numbers(Tolerance tolerance) throws IOException {
    boolean whole = Elements.whole(expected.type()) && Elements.whole(actual.type());
    Tally tally = new Tally(tolerance);
    long elements = expected.shape().elements();
    for (long first = 0; first < elements; first += CHUNK) {
      int count = (int) Math.min(CHUNK, elements - first);
      ByteBuffer wanted = read(expected, first, count);
      ByteBuffer got = read(actual, first, count);
      for (int i = 0; i < count; i++) {
        if (whole) {
          long a = Elements.whole(actual.type(), got, i);
          long b = Elements.whole(expected.type(), wanted, i);
          boolean signs =
              (actual.type() == ElementType.UINT64) == (expected.type() == ElementType.UINT64);
          tally.exact(
              a == b && (signs || a >= 0),
              Elements.real(actual.type(), got, i),
              Elements.real(expected.type(), wanted, i));
        } else {
          tally.add(
              Elements.real(actual.type(), got, i),
              Elements.imaginary(actual.type(), got, i),
              Elements.real(expected.type(), wanted, i),
              Elements.imaginary(expected.type(), wanted, i));
        }
      }
    }
    return tally.comparison(signature, name);
  }

  /** Largest finite magnitude that was recorded. */
  private double scale() throws IOException {
    double scale = 0;
    long elements = expected.shape().elements();
    for (long first = 0; first < elements; first += CHUNK) {
      int count = (int) Math.min(CHUNK, elements - first);
      ByteBuffer wanted = read(expected, first, count);
      for (int i = 0; i < count; i++) {
        double size =
            Math.hypot(
                Elements.real(expected.type(), wanted, i),
                Elements.imaginary(expected.type(), wanted, i));
        if (size < Double.POSITIVE_INFINITY) {
          scale = Math.max(scale, size);
        }
      }
    }
    return scale;
  }

  private static ByteBuffer read(TensorData data, long first, int count) throws IOException {
    ByteBuffer buffer =
        ByteBuffer.allocate(count * data.type().size()).order(ByteOrder.LITTLE_ENDIAN);
    data.read(first, buffer);
    return buffer.rewind();
  }
}
