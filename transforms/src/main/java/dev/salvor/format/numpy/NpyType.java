package dev.salvor.format.numpy;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.ElementType;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code descr} of an array: NumPy's array interface type string, {@code <f4}, {@code |S12}.
 *
 * @param kind its letter
 * @param width bytes of one element
 * @param order byte order of numbers and of the code units of {@code U}
 */
record NpyType(char kind, int width, ByteOrder order) {
  private static final Map<String, ElementType> ELEMENTS =
      Map.ofEntries(
          Map.entry("b1", ElementType.BOOL),
          Map.entry("i1", ElementType.INT8),
          Map.entry("i2", ElementType.INT16),
          Map.entry("i4", ElementType.INT32),
          Map.entry("i8", ElementType.INT64),
          Map.entry("u1", ElementType.UINT8),
          Map.entry("u2", ElementType.UINT16),
          Map.entry("u4", ElementType.UINT32),
          Map.entry("u8", ElementType.UINT64),
          Map.entry("f2", ElementType.FLOAT16),
          Map.entry("f4", ElementType.FLOAT32),
          Map.entry("f8", ElementType.FLOAT64),
          Map.entry("c8", ElementType.COMPLEX64),
          Map.entry("c16", ElementType.COMPLEX128));

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
    ElementType element = ELEMENTS.get(body);
    if (element == null) {
      throw unsupported("element type '" + text + "'");
    }
    return new NpyType(body.charAt(0), element.size(), order);
  }

  /** The numeric type; empty for strings. */
  Optional<ElementType> element() {
    return Optional.ofNullable(ELEMENTS.get("" + kind + width));
  }

  private static RuntimeException unsupported(String what) {
    return Finding.of(
            Rule.FILE_FORMAT_UNSUPPORTED,
            Location.NONE,
            "the NumPy array has " + what + ", which no tensor can hold")
        .exception();
  }
}
