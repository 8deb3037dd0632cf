package dev.salvor.inspect.keras.lambda;

import dev.salvor.format.marshal.PythonVersion;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Operators behind opcodes and their arguments. */
final class Operators {
  private static final Map<String, String> BINARY =
      Map.ofEntries(
          Map.entry("POWER", "**"),
          Map.entry("MULTIPLY", "*"),
          Map.entry("MATRIX_MULTIPLY", "@"),
          Map.entry("MODULO", "%"),
          Map.entry("ADD", "+"),
          Map.entry("SUBTRACT", "-"),
          Map.entry("FLOOR_DIVIDE", "//"),
          Map.entry("TRUE_DIVIDE", "/"),
          Map.entry("DIVIDE", "/ of Python 2"),
          Map.entry("AND", "&"),
          Map.entry("OR", "|"),
          Map.entry("XOR", "^"));

  /** Of BINARY_OP, Include/opcode.h; those in place follow in the same order. */
  private static final List<String> NUMBERED =
      List.of("+", "&", "//", "<<", "@", "*", "%", "|", "**", ">>", "-", "/", "^");

  private static final List<String> COMPARISONS =
      List.of("<", "<=", "==", "!=", ">", ">=", "in", "not in", "is", "is not");

  private static final Map<String, String> UNARY =
      Map.of(
          "UNARY_POSITIVE", "+",
          "UNARY_NEGATIVE", "-",
          "UNARY_NOT", "not",
          "UNARY_INVERT", "~");

  private Operators() {}

  /** Of an opcode {@code BINARY_…} or {@code INPLACE_…}; null where it is none of those. */
  static @Nullable String binary(String opcode) {
    int underscore = opcode.indexOf('_');
    return opcode.startsWith("BINARY_") || opcode.startsWith("INPLACE_")
        ? BINARY.get(opcode.substring(underscore + 1))
        : null;
  }

  static @Nullable String unary(String opcode) {
    return UNARY.get(opcode);
  }

  static String numbered(int argument) throws UnreadableException {
    return at(NUMBERED, argument >= NUMBERED.size() ? argument - NUMBERED.size() : argument);
  }

  /** The number moved up when the low bits were given other meanings. */
  static String comparison(int argument, PythonVersion version) throws UnreadableException {
    int shift =
        version.atLeast(PythonVersion.V3_13) ? 5 : version.atLeast(PythonVersion.V3_12) ? 4 : 0;
    int number = argument >> shift;
    if (version.atLeast(PythonVersion.V3_9) && number > 5) {
      throw new UnreadableException("compares in a way that is not known: " + number);
    }
    return at(COMPARISONS, number);
  }

  private static String at(List<String> operators, int index) throws UnreadableException {
    if (index < 0 || index >= operators.size()) {
      throw new UnreadableException("has an operator that is not known: " + index);
    }
    return operators.get(index);
  }
}
