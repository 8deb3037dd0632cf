package dev.salvor.validate.worker;

import dev.salvor.format.tensor.ElementType;
import java.nio.ByteBuffer;

/**
 * Single elements of little-endian buffers as Java numbers and back. Narrow floats follow IEEE 754
 * binary16, bfloat16, and OCP's 8-bit formats as ml_dtypes defines them.
 */
final class Elements {
  private Elements() {}

  /** Whether elements are whole numbers or booleans, which compare exactly. */
  static boolean whole(ElementType type) {
    return !type.floating() && !complex(type) && type != ElementType.STRING;
  }

  static boolean complex(ElementType type) {
    return type == ElementType.COMPLEX64 || type == ElementType.COMPLEX128;
  }

  /** Element {@code index} of a whole type; uint64 in two's complement. */
  static long whole(ElementType type, ByteBuffer buffer, int index) {
    return switch (type) {
      case BOOL -> buffer.get(index) == 0 ? 0 : 1;
      case INT8, QINT8 -> buffer.get(index);
      case UINT8, QUINT8 -> buffer.get(index) & 0xff;
      case INT16, QINT16 -> buffer.getShort(2 * index);
      case UINT16, QUINT16 -> buffer.getShort(2 * index) & 0xffff;
      case INT32, QINT32 -> buffer.getInt(4 * index);
      case UINT32 -> buffer.getInt(4 * index) & 0xffffffffL;
      case INT64, UINT64 -> buffer.getLong(8 * index);
      case FLOAT16,
          BFLOAT16,
          FLOAT32,
          FLOAT64,
          FLOAT8_E5M2,
          FLOAT8_E4M3FN,
          COMPLEX64,
          COMPLEX128,
          STRING ->
          throw new IllegalArgumentException(type + " is not whole");
    };
  }

  /** Element {@code index} as a double; the real part of complex numbers. */
  static double real(ElementType type, ByteBuffer buffer, int index) {
    return switch (type) {
      case FLOAT32 -> buffer.getFloat(4 * index);
      case FLOAT64 -> buffer.getDouble(8 * index);
      case FLOAT16 -> Float16.toFloat(buffer.getShort(2 * index));
      case BFLOAT16 -> Float.intBitsToFloat(buffer.getShort(2 * index) << 16);
      case FLOAT8_E5M2 -> Float16.toFloat((short) (buffer.get(index) << 8));
      case FLOAT8_E4M3FN -> e4m3(buffer.get(index));
      case COMPLEX64 -> buffer.getFloat(8 * index);
      case COMPLEX128 -> buffer.getDouble(16 * index);
      case UINT64 -> unsigned(buffer.getLong(8 * index));
      case BOOL,
          INT8,
          QINT8,
          UINT8,
          QUINT8,
          INT16,
          QINT16,
          UINT16,
          QUINT16,
          INT32,
          QINT32,
          UINT32,
          INT64 ->
          whole(type, buffer, index);
      case STRING -> throw new IllegalArgumentException("strings are no numbers");
    };
  }

  static double imaginary(ElementType type, ByteBuffer buffer, int index) {
    return type == ElementType.COMPLEX64
        ? buffer.getFloat(8 * index + 4)
        : type == ElementType.COMPLEX128 ? buffer.getDouble(16 * index + 8) : 0;
  }

  /** Writes a number as the next element; floats become whole numbers by truncation. */
  static void put(ElementType type, ByteBuffer buffer, double real, double imaginary) {
    switch (type) {
      case FLOAT32 -> buffer.putFloat((float) real);
      case FLOAT64 -> buffer.putDouble(real);
      case FLOAT16 -> buffer.putShort(Float16.of((float) real));
      case BFLOAT16 -> buffer.putShort(bfloat16((float) real));
      case COMPLEX64 -> buffer.putFloat((float) real).putFloat((float) imaginary);
      case COMPLEX128 -> buffer.putDouble(real).putDouble(imaginary);
      case BOOL -> buffer.put((byte) (real == 0 ? 0 : 1));
      case INT8,
          QINT8,
          UINT8,
          QUINT8,
          INT16,
          QINT16,
          UINT16,
          QUINT16,
          INT32,
          QINT32,
          UINT32,
          INT64,
          UINT64 ->
          put(type, buffer, (long) real);
      case FLOAT8_E5M2, FLOAT8_E4M3FN, STRING ->
          throw new IllegalArgumentException("no input of type " + type.id() + " can be fed");
    }
  }

  /** Writes a whole number as the next element. */
  static void put(ElementType type, ByteBuffer buffer, long value) {
    switch (type) {
      case BOOL -> buffer.put((byte) (value == 0 ? 0 : 1));
      case INT8, QINT8, UINT8, QUINT8 -> buffer.put((byte) value);
      case INT16, QINT16, UINT16, QUINT16 -> buffer.putShort((short) value);
      case INT32, QINT32, UINT32 -> buffer.putInt((int) value);
      case INT64, UINT64 -> buffer.putLong(value);
      case FLOAT16,
          BFLOAT16,
          FLOAT32,
          FLOAT64,
          COMPLEX64,
          COMPLEX128,
          FLOAT8_E5M2,
          FLOAT8_E4M3FN,
          STRING ->
          put(type, buffer, (double) value, 0);
    }
  }

  private static short bfloat16(float value) {
    int bits = Float.floatToIntBits(value);
    if (Float.isNaN(value)) {
      return (short) 0x7fc0;
    }
    return (short) ((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
  }

  private static double e4m3(byte bits) {
    int exponent = bits >> 3 & 15;
    int mantissa = bits & 7;
    double size =
        exponent == 15 && mantissa == 7
            ? Double.NaN
            : exponent == 0 ? mantissa * 0x1p-9 : Math.scalb(8.0 + mantissa, exponent - 10);
    return bits < 0 ? -size : size;
  }

  private static double unsigned(long value) {
    return value >= 0 ? value : ((value >>> 1) | (value & 1)) * 2.0;
  }
}
