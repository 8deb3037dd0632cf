package dev.salvor.inspect.keras.lambda;

import dev.salvor.format.marshal.CodeObject;
import dev.salvor.format.marshal.PyValue;

/**
 * On Windows Keras replaced every byte {@code \\} of the marshalled code by {@code /}, not only in
 * the path of the file (keras 2.1 to tf.keras 2.15, generic_utils.func_dump): a number that has the
 * byte of a slash may have been another one. The path tells Windows from others, where it is
 * absolute; else a number that takes few digits to write is as it was written.
 */
final class WindowsSlashes {
  private static final int SLASH = '/';
  private static final int FEW_DIGITS = 11;

  private WindowsSlashes() {}

  static void check(CodeObject code) throws UnreadableException {
    if (code.file().startsWith("/") || code.file().contains("\\")) {
      return;
    }
    for (PyValue constant : code.constants()) {
      long bits = 0;
      if (constant instanceof PyValue.Real real) {
        boolean written = Double.toString(real.value()).length() <= FEW_DIGITS;
        bits = written ? 0 : Double.doubleToRawLongBits(real.value());
      } else if (constant instanceof PyValue.Int number) {
        bits = number.value().longValue();
      }
      for (int i = 0; i < 8; i++) {
        if ((bits >>> (8 * i) & 0xff) == SLASH) {
          throw new UnreadableException(
              "may have been stored on Windows, where Keras damaged numbers like one of its"
                  + " constants");
        }
      }
    }
  }
}
