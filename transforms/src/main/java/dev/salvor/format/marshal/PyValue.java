package dev.salvor.format.marshal;

import java.math.BigInteger;
import java.util.List;

/**
 * A value of Python as marshal stores it (CPython, Python/marshal.c). Values that the bytes share
 * are shared here too: whoever walks a value bounds the walk.
 */
public sealed interface PyValue {

  /** Values that are one of a kind. */
  enum Single implements PyValue {
    NONE,
    TRUE,
    FALSE,
    ELLIPSIS,
    STOP_ITERATION
  }

  /** An int, or a long of Python 2. */
  record Int(BigInteger value) implements PyValue {}

  record Real(double value) implements PyValue {}

  record Complex(double real, double imaginary) implements PyValue {}

  /** A str; of Python 2 also a byte string, read as Latin-1. */
  record Text(String value) implements PyValue {}

  /** A bytes object, and what only looks like one: bytecode, tables of line numbers. */
  record Bytes(byte[] value) implements PyValue {}

  /** A tuple. */
  record Tuple(List<PyValue> items) implements PyValue {
    public Tuple {
      items = List.copyOf(items);
    }
  }

  /** A list, set, frozenset or dict, which constants of a simple function are not. */
  record Collection(String type, int size) implements PyValue {}

  /** A code object. */
  record Code(CodeObject object) implements PyValue {}
}
