package dev.salvor.validate.worker;

/** IEEE 754 binary16, which Java 17 does not convert. */
final class Float16 {
  private Float16() {}

  static float toFloat(short bits) {
    int exponent = bits >> 10 & 31;
    int mantissa = bits & 0x3ff;
    float size =
        exponent == 31
            ? mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN
            : exponent == 0 ? mantissa * 0x1p-24f : Math.scalb(1024f + mantissa, exponent - 25);
    return bits < 0 ? -size : size;
  }

  /** Rounds to nearest, ties to even. */
  static short of(float value) {
    int sign = Float.floatToIntBits(value) >>> 16 & 0x8000;
    float size = Math.abs(value);
    if (Float.isNaN(size)) {
      return (short) 0x7e00;
    }
    if (size >= 65520f) {
      return (short) (sign | 0x7c00);
    }
    // Math.rint rounds ties to even; the unit is that of the value's binade, or of subnormals
    int exponent = Math.max(Math.getExponent(size), -14);
    int units = (int) Math.rint(Math.scalb((double) size, 10 - exponent));
    return (short) (sign | (((exponent + 14) << 10) + units));
  }
}
