package dev.salvor.format.pickle;

import dev.salvor.format.pickle.PickleNode.BigInt;
import dev.salvor.format.pickle.PickleNode.Int;
import dev.salvor.format.pickle.PickleNode.Real;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The numbers that protocol 0 writes as text. Readers disagree about hexadecimal, underscores, NUL
 * and blanks (python/cpython issues 126992, 126996, 135241): only what Python itself writes is
 * taken as the number, the rest is a deviation.
 */
final class PickleNumbers {
  private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]*)L?");
  private static final Pattern FLOATING =
      Pattern.compile("-?([0-9]+(\\.[0-9]*)?([eE][-+]?[0-9]+)?|inf|nan)");
  private static final int DIGITS = 5000;
  private static final Int[] SMALL = new Int[1024 + 128];

  static {
    for (int i = 0; i < SMALL.length; i++) {
      SMALL[i] = new Int(i - 128);
    }
  }

  private PickleNumbers() {}

  static Int of(long value) {
    return value >= -128 && value < 1024 ? SMALL[(int) value + 128] : new Int(value);
  }

  /** Whether the node costs nothing: small integers are made once. */
  static boolean shared(Int node) {
    return node.value() >= -128 && node.value() < 1024;
  }

  static PickleNode of(BigInteger value) {
    return value.bitLength() < 64 ? of(value.longValue()) : new BigInt(value);
  }

  /** INT and LONG; {@code 00} and {@code 01} are booleans. */
  static PickleNode integer(Blob line, boolean booleans, Trace trace) {
    long common = decimal(line);
    if (common >= 0) {
      return of(common);
    }
    String text = ascii(line);
    if (booleans && (text.equals("00") || text.equals("01"))) {
      return PickleNode.of(text.equals("01"));
    }
    if (DECIMAL.matcher(text).matches() && text.length() <= DIGITS) {
      return of(new BigInteger(text.endsWith("L") ? text.substring(0, text.length() - 1) : text));
    }
    trace.ambiguous(
        line.offset() - 1, "an integer written as '" + PickleText.printable(text) + "'");
    return of(0);
  }

  /** A number of up to 18 digits without a sign or leading zero, as most are; else -1. */
  private static long decimal(Blob line) {
    long length = line.length();
    if (length == 0 || length > 18) {
      return -1;
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      int digit = line.source().at(line.offset() + i) - '0';
      if (digit < 0 || digit > 9 || (value == 0 && i > 0)) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  /** FLOAT. */
  static PickleNode floating(Blob line, Trace trace) {
    String text = ascii(line);
    if (!FLOATING.matcher(text).matches()) {
      trace.ambiguous(line.offset() - 1, "a float written as '" + PickleText.printable(text) + "'");
      return new Real(0);
    }
    if (text.endsWith("inf")) {
      return new Real(text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
    }
    return new Real(text.endsWith("nan") ? Double.NaN : Double.parseDouble(text));
  }

  /** LONG1 and LONG4: two's complement, little-endian. */
  static PickleNode twosComplement(Blob blob, Trace trace) {
    if (blob.length() > DIGITS) {
      trace.ambiguous(blob.offset(), "an integer of " + blob.length() + " bytes");
      return of(0);
    }
    byte[] bytes = blob.head((int) blob.length());
    byte[] reversed = new byte[bytes.length + 1];
    for (int i = 0; i < bytes.length; i++) {
      reversed[bytes.length - i] = bytes[i];
    }
    reversed[0] = (byte) (bytes.length > 0 && bytes[bytes.length - 1] < 0 ? -1 : 0);
    return of(new BigInteger(reversed));
  }

  private static String ascii(Blob line) {
    return new String(
        line.head((int) Math.min(line.length(), DIGITS + 1)), StandardCharsets.ISO_8859_1);
  }
}
