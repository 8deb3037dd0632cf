package dev.salvor.format.tensor;

import java.util.Map;
import java.util.Optional;

/** The type strings of NumPy's array interface ({@code numpy/doc/arrays.interface}). */
public final class ArrayInterface {
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

  private ArrayInterface() {}

  /**
   * The type of a tensor's elements.
   *
   * @param code kind and bytes, {@code f4}
   * @return empty where no tensor has such elements
   */
  public static Optional<ElementType> element(String code) {
    return Optional.ofNullable(ELEMENTS.get(code));
  }
}
