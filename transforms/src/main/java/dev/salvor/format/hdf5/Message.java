package dev.salvor.format.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A message of an object header (IV.A.2).
 *
 * @param type its number
 * @param shared the body is not the message but says where it is
 * @param address of the body
 * @param content the body
 */
record Message(int type, boolean shared, long address, ByteBuffer content) {
  static final int DATASPACE = 0x01;
  static final int LINK_INFO = 0x02;
  static final int DATATYPE = 0x03;
  static final int LINK = 0x06;
  static final int EXTERNAL_FILES = 0x07;
  static final int LAYOUT = 0x08;
  static final int GROUP_INFO = 0x0A;
  static final int FILTERS = 0x0B;
  static final int ATTRIBUTE = 0x0C;
  static final int CONTINUATION = 0x10;
  static final int SYMBOL_TABLE = 0x11;
  static final int ATTRIBUTE_INFO = 0x15;

  /** The highest number that the specification gives to a message. */
  static final int LAST = 0x18;

  /** A fresh view of the body from its first byte on. */
  ByteBuffer body() {
    return content.duplicate().order(ByteOrder.LITTLE_ENDIAN).rewind();
  }
}
