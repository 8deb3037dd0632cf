package dev.salvor.format.tensor;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * Element types of tensors. Numbers are those of {@code tensorflow.DataType}
 * (tensorflow/core/framework/types.proto), names those of NumPy and ml_dtypes.
 */
public enum ElementType {
  FLOAT32("float32", 1, 4),
  FLOAT64("float64", 2, 8),
  INT32("int32", 3, 4),
  UINT8("uint8", 4, 1),
  INT16("int16", 5, 2),
  INT8("int8", 6, 1),
  STRING("string", 7, 0),
  COMPLEX64("complex64", 8, 8),
  INT64("int64", 9, 8),
  BOOL("bool", 10, 1),
  QINT8("qint8", 11, 1),
  QUINT8("quint8", 12, 1),
  QINT32("qint32", 13, 4),
  BFLOAT16("bfloat16", 14, 2),
  QINT16("qint16", 15, 2),
  QUINT16("quint16", 16, 2),
  UINT16("uint16", 17, 2),
  COMPLEX128("complex128", 18, 16),
  FLOAT16("float16", 19, 2),
  UINT32("uint32", 22, 4),
  UINT64("uint64", 23, 8),
  FLOAT8_E5M2("float8_e5m2", 24, 1),
  FLOAT8_E4M3FN("float8_e4m3fn", 25, 1);

  private final String id;
  private final int number;
  private final int size;

  ElementType(String id, int number, int size) {
    this.id = id;
    this.number = number;
    this.size = size;
  }

  /** NumPy's name. */
  public String id() {
    return id;
  }

  /** Number in {@code tensorflow.DataType}. */
  public int number() {
    return number;
  }

  /** Bytes of one element; 0 for strings. */
  public int size() {
    return size;
  }

  /** Floating point of any width, complex not included. */
  public boolean floating() {
    return this == FLOAT32
        || this == FLOAT64
        || this == FLOAT16
        || this == BFLOAT16
        || this == FLOAT8_E5M2
        || this == FLOAT8_E4M3FN;
  }

  public static Optional<ElementType> byId(String id) {
    return Stream.of(values()).filter(type -> type.id.equals(id)).findFirst();
  }

  public static Optional<ElementType> byNumber(int number) {
    return Stream.of(values()).filter(type -> type.number == number).findFirst();
  }
}
