package dev.salvor.format.hdf5;

import dev.salvor.finding.Rule;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Strings as HDF5 stores them, in attributes and datasets. */
final class Strings {
  private final FileBytes bytes;
  private final GlobalHeap heap;

  Strings(FileBytes bytes, GlobalHeap heap) {
    this.bytes = bytes;
    this.heap = heap;
  }

  /** Checks that strings of variable length are where {@code values} says. */
  void require(Datatype type, long count, ByteBuffer values, String what) {
    if (type instanceof Datatype.VariableString) {
      for (long index = 0; index < count; index++) {
        long length = Integer.toUnsignedLong(values.getInt());
        int next = values.position() + heap.referenceSize();
        if (length > 0) {
          heap.require(values, length, what);
        }
        values.position(next);
      }
    }
  }

  /**
   * The raw bytes of {@code count} strings without their padding.
   *
   * @param address of {@code values}
   */
  List<byte[]> read(Datatype type, long count, long address, ByteBuffer values, String what) {
    if (type instanceof Datatype.FixedString fixed) {
      List<byte[]> strings = new ArrayList<>();
      for (long index = 0; index < count; index++) {
        byte[] string = new byte[fixed.size()];
        values.get(string);
        strings.add(unpadded(string, fixed.padding()));
      }
      return strings;
    }
    if (type instanceof Datatype.VariableString) {
      return variable(count, values, what);
    }
    throw bytes.finding(
        Rule.H5_UNSUPPORTED, address, "%s is no string but of type %s", what, type.label());
  }

  private List<byte[]> variable(long count, ByteBuffer values, String what) {
    List<byte[]> strings = new ArrayList<>();
    long total = 0;
    for (long index = 0; index < count; index++) {
      long length = Integer.toUnsignedLong(values.getInt());
      int next = values.position() + heap.referenceSize();
      total += length;
      if (total > bytes.length()) {
        throw bytes.damaged(0, "the strings of %s are longer than the file", what);
      }
      strings.add(length == 0 ? new byte[0] : whole(values, length, what));
      values.position(next);
    }
    return strings;
  }

  /** C strings end at their first zero byte; zeros in the midst of text are a lost disk block. */
  private byte[] whole(ByteBuffer reference, long length, String what) {
    long address = heap.address(reference, what);
    byte[] string = heap.read(reference, length, what);
    byte[] text = unpadded(string, Datatype.Padding.NULL_PADDED);
    for (int index = 0; index < text.length; index++) {
      if (text[index] == 0) {
        throw bytes.damaged(
            address + index, "%s holds zero bytes from its character %d on", what, index);
      }
    }
    return text;
  }

  private static byte[] unpadded(byte[] string, Datatype.Padding padding) {
    int end = string.length;
    switch (padding) {
      case NULL_TERMINATED -> {
        for (end = 0; end < string.length && string[end] != 0; ) {
          end++;
        }
      }
      case NULL_PADDED -> {
        while (end > 0 && string[end - 1] == 0) {
          end--;
        }
      }
      case SPACE_PADDED -> {
        while (end > 0 && string[end - 1] == ' ') {
          end--;
        }
      }
    }
    return end == string.length ? string : Arrays.copyOf(string, end);
  }

  /** {@code string} as text; Keras writes UTF-8 everywhere. */
  String decode(byte[] string, long address, String what) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(string)).toString();
    } catch (CharacterCodingException e) {
      throw bytes.damaged(
          address, "%s is not UTF-8 text from its byte %d on", what, firstBad(string));
    }
  }

  private static int firstBad(byte[] string) {
    ByteBuffer in = ByteBuffer.wrap(string);
    StandardCharsets.UTF_8
        .newDecoder()
        .decode(in, java.nio.CharBuffer.allocate(string.length + 1), true);
    return in.position();
  }
}
