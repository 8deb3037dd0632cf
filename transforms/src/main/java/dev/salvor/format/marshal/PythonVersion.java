package dev.salvor.format.marshal;

import java.util.Locale;

/** A version of Python, as far as its bytecode differs from the others'. */
public enum PythonVersion {
  V2_7,
  V3_4,
  V3_5,
  V3_6,
  V3_7,
  V3_8,
  V3_9,
  V3_10,
  V3_11,
  V3_12,
  V3_13;

  public boolean atLeast(PythonVersion other) {
    return compareTo(other) >= 0;
  }

  /** Whether an instruction is two bytes with its argument; before, one or three. */
  boolean wordcode() {
    return atLeast(V3_6);
  }

  /** {@code 3.11}. */
  public String label() {
    return name().substring(1).replace('_', '.').toLowerCase(Locale.ROOT);
  }
}
