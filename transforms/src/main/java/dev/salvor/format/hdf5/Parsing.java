package dev.salvor.format.hdf5;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Function;

/**
 * The parsing of one small structure: running off its end, or a length in it that cannot be, is the
 * file's damage and not ours.
 *
 * @param bytes the file
 * @param address of the structure
 * @param what its name
 */
record Parsing(FileBytes bytes, long address, String what) {

  <T> T of(ByteBuffer body, Function<ByteBuffer, T> parser) {
    try {
      return parser.apply(body.order(ByteOrder.LITTLE_ENDIAN));
    } catch (BufferUnderflowException
        | IndexOutOfBoundsException
        | NegativeArraySizeException
        | ArithmeticException e) {
      throw bytes.damaged(address, "the %s is longer than the %d bytes it has", what, body.limit());
    } catch (IllegalArgumentException e) {
      throw bytes.damaged(address, "the %s holds an impossible value", what);
    }
  }
}
