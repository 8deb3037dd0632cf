package dev.salvor.artifact.archive;

import java.nio.ByteBuffer;

/** Sizes of an entry with the ZIP64 extended information (APPNOTE 4.5.3) where 32 bits say none. */
record Zip64(long size, long compressed, long header) {
  private static final long NONE = 0xFFFFFFFFL;
  private static final int ID = 1;

  static Zip64 resolve(ByteBuffer extra, long size, long compressed, long header) {
    long[] values = {size, compressed, header};
    int at = 0;
    while (at + 4 <= extra.limit()) {
      int id = Short.toUnsignedInt(extra.getShort(at));
      int length = Short.toUnsignedInt(extra.getShort(at + 2));
      if (at + 4 + length > extra.limit()) {
        break;
      }
      if (id == ID) {
        int field = at + 4;
        for (int i = 0; i < values.length; i++) {
          if (values[i] == NONE && field + 8 <= at + 4 + length) {
            values[i] = extra.getLong(field);
            field += 8;
          }
        }
      }
      at += 4 + length;
    }
    return new Zip64(values[0], values[1], values[2]);
  }
}
