package dev.salvor.format.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** Sets the checksums of a table right, so that what a mutation did to it is read. */
public final class Checksums {
  private Checksums() {}

  /** A copy with the checksum of each block that its index names and that lies within. */
  public static byte[] table(byte[] bytes) {
    ByteBuffer table = ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
    if (table.limit() >= Table.FOOTER) {
      ByteBuffer footer = table.duplicate().position(table.limit() - Table.FOOTER);
      seal(table, BlockHandle.read(footer));
      BlockHandle index = BlockHandle.read(footer);
      if (seal(table, index)) {
        blocks(table, table.slice((int) index.offset(), (int) index.size()));
      }
    }
    return table.array();
  }

  /** The entries of an index that is not compressed: lengths of key and value, key, handle. */
  private static void blocks(ByteBuffer table, ByteBuffer index) {
    while (index.hasRemaining()) {
      Varint.read(index);
      long key = Varint.read(index);
      long value = Varint.read(index);
      if (key < 0 || value < 0 || key > index.remaining() || value > index.remaining() - key) {
        return;
      }
      index.position((int) (index.position() + key));
      seal(table, BlockHandle.read(index.slice(index.position(), (int) value)));
      index.position((int) (index.position() + value));
    }
  }

  private static boolean seal(ByteBuffer table, BlockHandle handle) {
    if (!handle.within(0, table.limit())) {
      return false;
    }
    int end = (int) (handle.offset() + handle.size());
    CRC32C crc = new CRC32C();
    crc.update(table.duplicate().position((int) handle.offset()).limit(end + 1));
    table.putInt(end + 1, MaskedCrc32c.of(crc));
    return true;
  }
}
