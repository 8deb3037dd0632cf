package dev.salvor.format.numpy;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.ArrayInterface;
import dev.salvor.format.tensor.ElementType;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The {@code descr} of an array: NumPy's array interface type string, {@code <f4}, {@code |S12}.
 *
 * @param kind its letter
 * @param width bytes of one element
 * @param order byte order of numbers and of the code units of {@code U}
 */
record NpyType(char kind, int width, ByteOrder order) {
  static NpyType of(Object descr) {
    if (!(descr instanceof String text)) {
      throw unsupported("a structured element type (" + descr + ")");
    }
    if (!text.matches("[<>|=]?[a-zA-Z][0-9]{0,9}(\\[[^\\]]*\\])?")) {
      throw Finding.of(Rule.FILE_DAMAGED, Location.NONE, "the NumPy type is '" + text + "'")
          .exception();
    }
    boolean ordered = "<>|=".indexOf(text.charAt(0)) >= 0;
    String body = ordered ? text.substring(1) : text;
    if (body.charAt(0) == 'O') {
      throw Finding.of(
              Rule.PICKLE_UNPROVEN,
              Location.NONE,
              "the NumPy array holds Python objects (descr '" + text + "'): it is a pickle")
          .exception();
    }
    ByteOrder order = text.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    if (body.matches("[SUa][0-9]+")) {
      long width = Long.parseLong(body.substring(1)) * (body.charAt(0) == 'U' ? 4 : 1);
      if (width <= Integer.MAX_VALUE) {
        return new NpyType(body.charAt(0) == 'U' ? 'U' : 'S', (int) width, order);
      }
    }
    ElementType element =
        ArrayInterface.element(body).orElseThrow(() -> unsupported("element type '" + text + "'"));
    return new NpyType(body.charAt(0), element.size(), order);
  }

  /** The numeric type; empty for strings. */
  Optional<ElementType> element() {
    return ArrayInterface.element("" + kind + width);
  }

  private static RuntimeException unsupported(String what) {
    return Finding.of(
            Rule.FILE_FORMAT_UNSUPPORTED,
            Location.NONE,
            "the NumPy array has " + what + ", which no tensor can hold")
        .exception();
  }
}
