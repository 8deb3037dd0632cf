package dev.salvor.format.checkpoint;

import dev.salvor.finding.ArtifactException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * One block of a table: entries whose keys share prefixes with the key before, then an array of
 * restart points, then their number (leveldb, doc/table_format.md). Moves through the entries in
 * order; every length is checked against the bytes that are left.
 */
final class Block {
  private final ByteBuffer bytes;
  private final long fileOffset;
  private final TableFile file;
  private byte[] key = new byte[0];
  private ByteBuffer value = ByteBuffer.allocate(0);
  private int valueStart;

  /**
   * @param contents the block without its trailer
   * @param fileOffset where the contents begin in the file; -1 where they were compressed
   */
  Block(ByteBuffer contents, long fileOffset, TableFile file) {
    this.fileOffset = fileOffset;
    this.file = file;
    this.bytes = contents.order(ByteOrder.LITTLE_ENDIAN);
    int length = contents.limit();
    long restarts = length < 4 ? -1 : bytes.getInt(length - 4) & 0xffffffffL;
    if (restarts < 0 || (restarts + 1) * 4 > length) {
      throw damaged("has no room for its restart points");
    }
    bytes.limit((int) (length - (restarts + 1) * 4));
  }

  /** Moves to the next entry; false at the end. */
  boolean next() {
    if (!bytes.hasRemaining()) {
      return false;
    }
    long shared = Varint.read(bytes);
    long unshared = Varint.read(bytes);
    long length = Varint.read(bytes);
    if (shared < 0
        || shared > key.length
        || unshared < 0
        || length < 0
        || unshared > bytes.remaining()
        || length > bytes.remaining() - unshared
        || shared + unshared > Table.MAX_KEY) {
      throw damaged("holds an entry that does not fit");
    }
    byte[] next = Arrays.copyOf(key, (int) (shared + unshared));
    bytes.get(next, (int) shared, (int) unshared);
    key = next;
    valueStart = bytes.position();
    value = bytes.slice(valueStart, (int) length);
    bytes.position((int) (valueStart + length));
    return true;
  }

  /** The key at hand; not shared with later entries. */
  byte[] key() {
    return key;
  }

  ByteBuffer value() {
    return value.duplicate();
  }

  /** Where the value begins in the file; -1 where the block is compressed. */
  long valueOffset() {
    return fileOffset < 0 ? -1 : fileOffset + valueStart;
  }

  ArtifactException damaged(String what) {
    return file.damaged(Math.max(0, fileOffset), "the block " + what);
  }
}
