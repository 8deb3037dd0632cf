package dev.salvor.validate.worker;

import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.StringTensor;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.validate.Comparison;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Says in a sentence how an output differs from what was recorded. */
final class Differences {
  private Differences() {}

  static String describe(Comparison comparison, TensorData expected, TensorData actual)
      throws IOException {
    String name =
        "output '" + comparison.name() + "' of signature '" + comparison.signature() + "'";
    if (comparison.worstIndex() < 0) {
      return "%s is %s%s, recorded is %s%s"
          .formatted(
              name, actual.type().id(), actual.shape(), expected.type().id(), expected.shape());
    }
    return String.format(
        Locale.ROOT,
        "%s: %d of %d elements differ; at %s it is %s, recorded is %s; largest difference %.3g,"
            + " allowed %.3g + %.3g × |recorded|",
        name,
        comparison.mismatched(),
        comparison.elements(),
        position(expected.shape(), comparison.worstIndex()),
        element(actual, comparison.worstIndex()),
        element(expected, comparison.worstIndex()),
        comparison.maxAbs(),
        comparison.atol(),
        comparison.rtol());
  }

  private static String position(Shape shape, long index) {
    long[] position = new long[shape.rank()];
    long rest = index;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      position[axis] = rest % shape.dim(axis);
      rest /= shape.dim(axis);
    }
    return Arrays.toString(position);
  }

  private static String element(TensorData data, long index) throws IOException {
    if (data instanceof StringTensor text) {
      String value = new String(text.values().get((int) index), StandardCharsets.UTF_8);
      return "'" + (value.length() > 60 ? value.substring(0, 60) + "…" : value) + "'";
    }
    ByteBuffer buffer = ByteBuffer.allocate(data.type().size()).order(ByteOrder.LITTLE_ENDIAN);
    data.read(index, buffer);
    ElementType type = data.type();
    if (Elements.whole(type)) {
      return Long.toString(Elements.whole(type, buffer, 0));
    }
    String real = String.format(Locale.ROOT, "%.6g", Elements.real(type, buffer, 0));
    return Elements.complex(type)
        ? real + String.format(Locale.ROOT, "%+.6gi", Elements.imaginary(type, buffer, 0))
        : real;
  }
}
